import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import type { Clock, TimerHandle } from '#platform/clock';
import { decodeBencode, encodeBencode } from './bencode.ts';
import type { BencodeDictionary, BencodeValue } from './bencode.ts';

export type EngineAddress = { readonly host: string; readonly port: number };

export type NgReply =
  | { readonly kind: 'ok'; readonly values: BencodeDictionary }
  /** The engine has as many sessions as it may have; another one may take the call. */
  | { readonly kind: 'full' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'no_answer' };

export type NgClientOptions = { readonly engine: EngineAddress; readonly clock: Clock };

type Waiting = { readonly datagram: Buffer; readonly settle: (reply: NgReply) => void; timer: TimerHandle | null };

/** Sent again after these pauses; an engine answers a repeated cookie from memory, so that nothing happens twice. */
const pausesMs = [150, 350, 700, 1_200] as const;
/** Of the last try. */
const lastPauseMs = 600;

/**
 * The control protocol of one rtpengine ("ng" over UDP): a cookie, a space, a bencoded dictionary; the answer carries
 * the same cookie. The socket is connected, so that nobody else's datagrams are read.
 */
export class NgClient {
  readonly engine: EngineAddress;
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #connected: Promise<void>;
  readonly #waiting = new Map<string, Waiting>();
  readonly #prefix = randomBytes(6).toString('hex');
  #nextCookie = 1;
  #isClosed = false;
  /** Answers that nobody waited for (any more): late, repeated, or not understood. */
  strayAnswers = 0;

  constructor({ engine, clock }: NgClientOptions) {
    this.engine = engine;
    this.#clock = clock;
    this.#socket = createSocket(engine.host.includes(':') ? 'udp6' : 'udp4');
    this.#socket.on('message', (bytes) => this.#receive(bytes));
    // A dead engine's host says "port unreachable"; the deadline tells it as well.
    this.#socket.on('error', () => {});
    this.#connected = new Promise((resolve) => this.#socket.connect(engine.port, engine.host, () => resolve()));
  }

  /** Our address as this engine sees it. */
  async localAddress(): Promise<string> {
    await this.#connected;
    return this.#socket.address().address;
  }

  /** Never rejects: an engine that is silent for three seconds is `no_answer`. */
  async request(command: string, values: BencodeDictionary = {}): Promise<NgReply> {
    await this.#connected;
    if (this.#isClosed) return { kind: 'no_answer' };
    const cookie = `${this.#prefix}_${this.#nextCookie++}`;
    const datagram = Buffer.concat([Buffer.from(`${cookie} `), encodeBencode({ ...values, command })]);
    const { promise, resolve } = Promise.withResolvers<NgReply>();
    this.#waiting.set(cookie, { datagram, settle: resolve, timer: null });
    this.#send(cookie, 0);
    return promise;
  }

  close(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#isClosed = true;
    for (const cookie of this.#waiting.keys()) this.#settle(cookie, { kind: 'no_answer' });
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #send(cookie: string, attempt: number): void {
    const waiting = this.#waiting.get(cookie);
    if (!waiting) return;
    if (attempt > pausesMs.length) return this.#settle(cookie, { kind: 'no_answer' });
    this.#socket.send(waiting.datagram, () => {});
    const pause = pausesMs[attempt] ?? lastPauseMs;
    waiting.timer = this.#clock.setTimer(pause, () => this.#send(cookie, attempt + 1));
  }

  #settle(cookie: string, reply: NgReply): void {
    const waiting = this.#waiting.get(cookie);
    if (!waiting) return;
    this.#waiting.delete(cookie);
    if (waiting.timer) this.#clock.clearTimer(waiting.timer);
    waiting.settle(reply);
  }

  #receive(bytes: Buffer): void {
    const space = bytes.subarray(0, 64).indexOf(0x20);
    const cookie = bytes.toString('latin1', 0, Math.max(0, space));
    const decoded = this.#waiting.has(cookie) ? decodeBencode(bytes.subarray(space + 1)) : null;
    if (decoded?.kind !== 'value' || !isDictionary(decoded.value)) {
      this.strayAnswers += 1;
      return;
    }
    this.#settle(cookie, replyOf(decoded.value));
  }
}

function replyOf(values: BencodeDictionary): NgReply {
  const { result } = values;
  if (result === 'ok' || result === 'pong') return { kind: 'ok', values };
  const reason = values['error-reason'] ?? values['message'];
  if (typeof reason === 'string' && / limit (?:reached|exceeded)/i.test(reason)) return { kind: 'full' };
  return { kind: 'refused', reason: typeof reason === 'string' ? reason : 'no reason given' };
}

export function isDictionary(value: BencodeValue | undefined): value is BencodeDictionary {
  return typeof value === 'object' && !Array.isArray(value);
}
