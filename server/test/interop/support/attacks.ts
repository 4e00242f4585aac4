import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { until } from './waiting.ts';

export type Place = { readonly host: string; readonly port: number };

const tortureFolder = join(import.meta.dirname, '../../../../packages/sip/test-data/rfc4475');

/** The messages of RFC 4475. */
export const tortureMessages = (): Buffer[] =>
  readdirSync(tortureFolder)
    .filter((name) => name.endsWith('.dat'))
    .map((name) => readFileSync(join(tortureFolder, name)));

/** A UDP source of its own address that sends what it likes and reads what comes back. */
export class Attacker {
  readonly address: string;
  readonly #socket: UdpSocket;
  readonly #place: Place;
  readonly answers: string[] = [];

  private constructor(socket: UdpSocket, address: string, place: Place) {
    this.#socket = socket;
    this.address = address;
    this.#place = place;
    socket.on('message', (bytes) => this.answers.push(bytes.toString('latin1')));
    socket.on('error', () => undefined);
  }

  static async from(address: string, place: Place): Promise<Attacker> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, address, resolve));
    return new Attacker(socket, address, place);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends and waits until the datagrams have left; lets the rest of this process live in between. */
  async send(...messages: readonly (Buffer | string)[]): Promise<void> {
    for (const [index, message] of messages.entries()) {
      await new Promise<void>((resolve) => {
        this.#socket.send(message, this.#place.port, this.#place.host, () => resolve());
      });
      if (index % 20 === 19) await turn();
    }
  }

  /** A request with correct headers around what the test wants wrong. */
  request(method: string, options: RequestOptions = {}): string {
    const { uri = 'sip:127.0.0.1', from = 'sip:mallory@127.0.0.1', to = uri, extra = [] } = options;
    const { callId = crypto.randomUUID(), fromTag = 'attack', toTag, cseq = 1, body = '' } = options;
    const lines = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.address}:${this.port};rport;branch=z9hG4bK${crypto.randomUUID()}`,
      'Max-Forwards: 70',
      `From: <${from}>;tag=${fromTag}`,
      `To: <${to}>${toTag === undefined ? '' : `;tag=${toTag}`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:mallory@${this.address}:${this.port}>`,
      ...extra,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return `${lines.join('\r\n')}\r\n\r\n${body}`;
  }

  /** Sends one request and gives the status of its final answer; null when there is none. */
  async ask(method: string, options: RequestOptions = {}): Promise<number> {
    const callId = options.callId ?? crypto.randomUUID();
    const from = this.answers.length;
    await this.send(this.request(method, { ...options, callId }));
    return until(`an answer to ${method}`, () => {
      const own = this.answers.slice(from).filter((text) => text.includes(callId));
      const statuses = own.map((text) => Number(/^SIP\/2\.0 (\d{3})/.exec(text)?.[1]));
      return statuses.find((status) => status >= 200);
    });
  }

  close(): void {
    this.#socket.close();
  }
}

export type RequestOptions = {
  readonly uri?: string;
  readonly from?: string;
  readonly to?: string;
  readonly callId?: string;
  readonly fromTag?: string;
  readonly toTag?: string;
  readonly cseq?: number;
  readonly extra?: readonly string[];
  readonly body?: string;
};

/** A TCP connection that was written to and is left open. */
export function leaveOpen(place: Place, localAddress: string, bytes: Buffer | string = ''): Promise<Socket> {
  const socket = connect({ host: place.host, port: place.port, localAddress });
  socket.on('error', () => undefined);
  socket.resume();
  return new Promise((resolve) => {
    socket.once('connect', () => {
      if (bytes.length > 0) socket.write(bytes);
      resolve(socket);
    });
    socket.once('close', () => resolve(socket));
  });
}

/** Resolves when the other side ended the connection. */
export const closedByServer = (socket: Socket, timeoutMs: number): Promise<true> =>
  until('the server closes the connection', () => (socket.destroyed || socket.readableEnded ? true : null), timeoutMs);
