import { clientMessage, type ClientMessage, type ServerMessage } from '@carillon/api';
import type { RawData, WebSocket } from 'ws';
import type { Actor } from '../actor.ts';
import type { Clock, TimerHandle } from '../clock.ts';
import { createBuckets } from '../http/rate-limit.ts';
import type { Logger } from '../log.ts';

/** WebSocket close codes: registered ones, and our own from 4000. */
export const closeCodes = { stopping: 1012, tooSlow: 1013, tooMany: 1008, signedOut: 4401 } as const;

const heartbeatMs = 25_000;
/** A browser that leaves this much unread is cut off; it comes back and resumes. */
const maxBufferedBytes = 1024 * 1024;

export type ConnectionDeps = {
  readonly socket: WebSocket;
  readonly actor: Actor;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onMessage: (connection: Connection, message: ClientMessage) => void;
  readonly onClose: (connection: Connection) => void;
};

/** One browser's WebSocket: parses what comes, limits both directions, notices when the far side is gone. */
export class Connection {
  readonly actor: Actor;
  #deps: ConnectionDeps;
  #alive = true;
  #closed = false;
  #timer: TimerHandle;
  #bucket;

  constructor(deps: ConnectionDeps) {
    this.actor = deps.actor;
    this.#deps = deps;
    this.#bucket = createBuckets(deps.clock, { burst: 60, refillMs: 100 });
    deps.socket.on('message', (data, binary) => this.#receive(data, binary));
    deps.socket.on('pong', () => (this.#alive = true));
    deps.socket.on('error', () => deps.socket.terminate());
    deps.socket.once('close', () => this.#ended());
    this.#timer = deps.clock.setTimer(heartbeatMs, () => this.#beat());
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(message: ServerMessage): void {
    this.sendText(JSON.stringify(message));
  }

  /** Sends an already serialised message; cuts a connection that does not read. */
  sendText(text: string): void {
    const { socket } = this.#deps;
    if (this.#closed || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBufferedBytes) {
      this.close(closeCodes.tooSlow, 'too slow');
      return;
    }
    socket.send(text);
  }

  /** Idempotent. */
  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#ended();
    this.#deps.socket.close(code, reason);
  }

  #ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#deps.clock.clearTimer(this.#timer);
    this.#deps.onClose(this);
  }

  #beat(): void {
    const { socket, clock } = this.#deps;
    if (!this.#alive) return socket.terminate();
    this.#alive = false;
    socket.ping();
    this.#timer = clock.setTimer(heartbeatMs, () => this.#beat());
  }

  #receive(data: RawData, binary: boolean): void {
    if (this.#bucket.take('in') > 0) return this.close(closeCodes.tooMany, 'too many messages');
    const message = binary ? null : parse(textOf(data));
    if (message) this.#deps.onMessage(this, message);
    else this.send({ type: 'refused', topic: '', code: 'invalid_request' });
  }
}

/** Text messages come as one Buffer, since the socket's `binaryType` is the default. */
function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}

function parse(text: string): ClientMessage | null {
  try {
    return clientMessage.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
