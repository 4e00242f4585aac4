import type { SipMessage, SipParseError } from '../message.ts';
import { readHead, type MessageHead } from './head.ts';
import { parseLimits, type ParseLimits } from './limits.ts';
import { assembleMessage, contentLength, parseError } from './parse-message.ts';

/**
 * What came out of a stream. `ping` is CRLFCRLF and is answered with CRLF, `pong` a lone CRLF (RFC 5626 §3.5.1; a ping
 * cut in two segments may show as `pong` then `ping`). After `fatal` the boundaries are lost: answer if possible, then
 * close the connection.
 */
export type StreamItem =
  | SipMessage
  | SipParseError
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' }
  | { readonly kind: 'fatal'; readonly error: SipParseError };

/** Cuts a byte stream (TCP, TLS) into messages (RFC 3261 §18.3). */
export interface StreamFramer {
  /** Takes the next bytes, returns what they completed, in order. After a fatal item it returns nothing any more. */
  push(chunk: Uint8Array): StreamItem[];
  /** Bytes held for a message not yet complete: what an idle limit looks at. */
  readonly pendingBytes: number;
}

const CR = 0x0d;
const LF = 0x0a;

/** Makes the framer of one connection. */
export function createStreamFramer(limits?: Partial<ParseLimits>): StreamFramer {
  return new Framer(parseLimits(limits));
}

type WaitingHead = { readonly head: MessageHead; readonly bodyBytes: number };

class Framer implements StreamFramer {
  readonly #limits: ParseLimits;
  #buffer = Buffer.allocUnsafeSlow(4096);
  #start = 0;
  #end = 0;
  /** Where the search for the end of the head goes on, so that a slow sender costs no re-scan. */
  #scanned = 0;
  #waiting: WaitingHead | undefined;
  #afterPong = false;
  #isDead = false;

  constructor(limits: ParseLimits) {
    this.#limits = limits;
  }

  get pendingBytes(): number {
    return this.#end - this.#start;
  }

  push(chunk: Uint8Array): StreamItem[] {
    const items: StreamItem[] = [];
    if (this.#isDead) return items;
    this.#append(chunk);
    let item = this.#next();
    while (item !== undefined) {
      items.push(item);
      item = this.#isDead ? undefined : this.#next();
    }
    return items;
  }

  #append(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#buffer.length) {
      const held = this.#end - this.#start;
      const size = Math.max(4096, 2 ** Math.ceil(Math.log2(held + chunk.length)));
      const target = size > this.#buffer.length ? Buffer.allocUnsafeSlow(size) : this.#buffer;
      this.#buffer.copy(target, 0, this.#start, this.#end);
      this.#buffer = target;
      this.#scanned -= this.#start;
      this.#start = 0;
      this.#end = held;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  #next(): StreamItem | undefined {
    if (this.#waiting !== undefined) return this.#takeBody(this.#waiting);
    return this.#takeKeepAlive() ?? this.#takeHead();
  }

  #takeKeepAlive(): StreamItem | undefined {
    if (!this.#isLineEnd(this.#start)) return undefined;
    if (this.#afterPong || this.#isLineEnd(this.#start + 2)) {
      this.#consume(this.#afterPong ? 2 : 4);
      this.#afterPong = false;
      return { kind: 'ping' };
    }
    this.#consume(2);
    // Only when nothing follows yet may this be the first half of a ping.
    this.#afterPong = this.pendingBytes <= 1;
    return { kind: 'pong' };
  }

  #isLineEnd(at: number): boolean {
    return at + 1 < this.#end && this.#buffer[at] === CR && this.#buffer[at + 1] === LF;
  }

  #consume(bytes: number): void {
    this.#start += bytes;
    if (this.#start === this.#end) this.#start = this.#end = 0;
    this.#scanned = this.#start;
  }

  #takeHead(): StreamItem | undefined {
    const headEnd = this.#findHeadEnd();
    if (headEnd === undefined) {
      return this.pendingBytes > this.#limits.messageBytes ? this.#die('message_too_large', undefined, 513) : undefined;
    }
    this.#afterPong = false;
    const head = readHead(this.#copy(this.#start, headEnd), 0, this.#limits);
    const length = contentLength(head.headers);
    if (length.kind === 'bad') return this.#die(length.code, head);
    if (length.kind === 'absent') return this.#die(head.fault?.code ?? 'content_length_missing', head);
    if (head.bodyOffset + length.bytes > this.#limits.messageBytes) return this.#die('message_too_large', head, 513);
    this.#consume(headEnd - this.#start);
    return this.#takeBody({ head, bodyBytes: length.bytes });
  }

  #takeBody(waiting: WaitingHead): StreamItem | undefined {
    const { head, bodyBytes } = waiting;
    if (this.pendingBytes < bodyBytes) {
      this.#waiting = waiting;
      return undefined;
    }
    this.#waiting = undefined;
    const body = this.#copy(this.#start, this.#start + bodyBytes);
    this.#consume(bodyBytes);
    return head.fault === undefined ? assembleMessage(head, body) : parseError(head.fault, head);
  }

  /** Offset after the empty line, if it has come. */
  #findHeadEnd(): number | undefined {
    const found = this.#buffer.subarray(0, this.#end).indexOf('\r\n\r\n', this.#scanned, 'latin1');
    if (found >= 0) return found + 4;
    this.#scanned = Math.max(this.#start, this.#end - 3);
    return undefined;
  }

  /** The buffer is reused: what leaves is a copy. */
  #copy(start: number, end: number): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(start, end));
  }

  #die(code: string, head?: MessageHead, status?: number): StreamItem {
    this.#isDead = true;
    const fault = { code, offset: head?.bodyOffset ?? this.pendingBytes, ...(status === undefined ? {} : { status }) };
    this.#buffer = Buffer.alloc(0);
    this.#start = this.#end = 0;
    return { kind: 'fatal', error: parseError(fault, head) };
  }
}
