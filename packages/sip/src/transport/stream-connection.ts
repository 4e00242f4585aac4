/**
 * One TCP, TLS or WebSocket connection: bytes in, messages out, and the time limits that keep half-open and dripping
 * peers from holding memory.
 */
import type { SipClock, SipLimits } from '../endpoint/types.ts';
import type { Flow, SipMessage, SipParseError } from '../message.ts';
import type { StreamItem } from '../parse/stream-framer.ts';
import { createWheelTimer } from '../transaction/timer-wheel.ts';
import type { TimerWheel, WheelTimer } from '../transaction/timer-wheel.ts';

/** The part of a byte stream or WebSocket that a connection uses. */
export interface Pipe {
  readonly backlogBytes: number;
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Turns chunks into messages: a stream framer, or one message per WebSocket frame. */
export interface Decoder {
  push(chunk: Uint8Array): readonly StreamItem[];
  readonly pendingBytes: number;
}

export interface ConnectionEvents {
  /** False: the bytes are dropped before anyone reads them. */
  admit(flow: Flow): boolean;
  onMessage(message: SipMessage, flow: Flow, bytes: number): void;
  onBadMessage(error: SipParseError, flow: Flow): void;
  onKeepAlive(flow: Flow): void;
  onClosed(connection: StreamConnection, cause: CloseCause): void;
}

export type CloseCause = 'closed' | 'idle' | 'slow' | 'silent' | 'backlog' | 'rate_limited' | 'framing' | 'shutdown';

export type ConnectionOptions = {
  readonly flow: Flow;
  readonly pipe: Pipe;
  readonly decoder: Decoder;
  readonly events: ConnectionEvents;
  readonly clock: SipClock;
  readonly wheel: TimerWheel;
  readonly limits: SipLimits;
  /** WebSockets are authenticated at their opening and may be silent until they register. */
  readonly mustSpeakFirst: boolean;
};

const PONG = Buffer.from('\r\n');

export class StreamConnection {
  readonly flow: Flow;
  readonly #options: ConnectionOptions;
  readonly #timer: WheelTimer;
  #lastByteAt: number;
  #messageDeadline = Infinity;
  #speakDeadline: number;
  #isClosed = false;

  constructor(options: ConnectionOptions) {
    this.flow = options.flow;
    this.#options = options;
    this.#lastByteAt = options.clock.now();
    this.#speakDeadline = options.mustSpeakFirst ? this.#lastByteAt + options.limits.firstMessageMs : Infinity;
    this.#timer = createWheelTimer(() => this.#check());
    this.#arm();
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  /** Bytes as they came from the peer. */
  receive(chunk: Uint8Array): void {
    if (this.#isClosed) return;
    this.#lastByteAt = this.#options.clock.now();
    if (!this.#options.events.admit(this.flow)) return this.close('rate_limited');
    for (const item of this.#options.decoder.push(chunk)) {
      this.#take(item);
      if (this.#isClosed) return;
    }
    this.#watchPartialMessage();
  }

  /** False when the connection is gone or so far behind that it was given up. */
  send(bytes: Uint8Array): boolean {
    if (this.#isClosed) return false;
    const { pipe, limits } = this.#options;
    if (pipe.backlogBytes > limits.writeBacklogBytes) {
      this.close('backlog');
      return false;
    }
    pipe.write(bytes);
    return true;
  }

  /** Idempotent. */
  close(cause: CloseCause): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.wheel.stop(this.#timer);
    this.#options.pipe.close();
    this.#options.events.onClosed(this, cause);
  }

  #take(item: StreamItem): void {
    const { events } = this.#options;
    switch (item.kind) {
      case 'ping':
        // RFC 5626 3.5.1: CRLFCRLF is answered with CRLF.
        events.onKeepAlive(this.flow);
        return void this.send(PONG);
      case 'pong':
        return events.onKeepAlive(this.flow);
      case 'parse_error':
        return events.onBadMessage(item, this.flow);
      case 'fatal':
        events.onBadMessage(item.error, this.flow);
        return this.close('framing');
      default:
        this.#speakDeadline = Infinity;
        return events.onMessage(item, this.flow, item.body.length);
    }
  }

  #watchPartialMessage(): void {
    if (this.#options.decoder.pendingBytes === 0) {
      this.#messageDeadline = Infinity;
    } else if (this.#messageDeadline === Infinity) {
      this.#messageDeadline = this.#lastByteAt + this.#options.limits.messageMs;
      this.#arm();
    }
  }

  /** The timer is not moved for every byte; it looks at what is due when it fires. */
  #check(): void {
    const now = this.#options.clock.now();
    if (now >= this.#messageDeadline) return this.close('slow');
    if (now >= this.#speakDeadline) return this.close('silent');
    if (now >= this.#lastByteAt + this.#options.limits.idleMs) return this.close('idle');
    this.#arm();
  }

  #arm(): void {
    const idleAt = this.#lastByteAt + this.#options.limits.idleMs;
    const due = Math.min(this.#messageDeadline, this.#speakDeadline, idleAt);
    this.#options.wheel.start(this.#timer, due - this.#options.clock.now());
  }
}
