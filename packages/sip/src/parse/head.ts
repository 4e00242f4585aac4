import type { SipHeader } from '../message.ts';
import { isBlank, isForbiddenControl, isTokenCode } from './characters.ts';
import { canonicalHeaderName } from './header-names.ts';
import type { ParseLimits } from './limits.ts';
import { readStartLine, type StartLine, type StartLineFault } from './start-line.ts';

const CR = 0x0d;
const LF = 0x0a;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Start line and headers of a message, with the first fault met; reading goes on after a fault to be able to answer. */
export type MessageHead = {
  readonly startLine: StartLine;
  readonly headers: SipHeader[];
  /** Offset of the first body byte; the length of the input when the empty line is missing. */
  readonly bodyOffset: number;
  readonly fault: StartLineFault | undefined;
};

/**
 * Scans the head byte by byte. Lines end with CRLF only; a lone CR or LF is a fault (it is how messages are smuggled
 * past a laxer neighbour). Folded lines are joined with one SP (RFC 3261 §7.3.1).
 */
export function readHead(bytes: Uint8Array, start: number, limits: ParseLimits): MessageHead {
  const scan = new HeadScan(bytes, start, limits);
  return scan.run();
}

/** One pass over the bytes of a head: lives as long as the call that made it. */
class HeadScan {
  readonly #bytes: Uint8Array;
  readonly #text: Buffer;
  readonly #limits: ParseLimits;
  readonly #headers: SipHeader[] = [];
  #at: number;
  #fault: StartLineFault | undefined;
  /** Of the line last scanned. */
  #lineEnd = 0;
  #hasHighBytes = false;

  constructor(bytes: Uint8Array, start: number, limits: ParseLimits) {
    this.#bytes = bytes;
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#limits = limits;
    this.#at = start;
  }

  run(): MessageHead {
    const startLine = this.#readStartLine();
    if (startLine.kind !== 'bad') this.#readHeaders();
    return { startLine, headers: this.#headers, bodyOffset: this.#at, fault: this.#fault };
  }

  #readStartLine(): StartLine {
    const start = this.#at;
    this.#scanLine();
    if (this.#lineEnd - start > this.#limits.uriBytes + this.#limits.headerBytes) {
      return this.#badStart('start_line_too_long', start);
    }
    const startLine = readStartLine(this.#slice(start, this.#lineEnd), this.#limits);
    const fault = startLine.kind === 'response' ? undefined : startLine.fault;
    // A byte fault found while scanning the line came first.
    if (fault !== undefined) this.#fail(fault.code, start + fault.offset, fault.status);
    return startLine;
  }

  #badStart(code: string, offset: number): StartLine {
    this.#fail(code, offset);
    return { kind: 'bad', fault: { code, offset } };
  }

  #readHeaders(): void {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      const start = this.#at;
      if (bytes[start] === CR && bytes[start + 1] === LF) {
        this.#at = start + 2;
        return;
      }
      if (this.#headers.length >= this.#limits.headers) return this.#stop('too_many_headers', start, 513);
      this.#readHeader(start);
      if (this.#at - start > this.#limits.headerBytes) return this.#stop('header_too_long', start, 513);
    }
    this.#fail('headers_unterminated', bytes.length);
  }

  #readHeader(start: number): void {
    const bytes = this.#bytes;
    let nameEnd = start;
    while (nameEnd < bytes.length && isTokenCode(bytes[nameEnd]!)) nameEnd++;
    let colon = nameEnd;
    while (colon < bytes.length && isBlank(bytes[colon]!)) colon++;
    const isWellFormed = nameEnd > start && bytes[colon] === COLON;
    if (isWellFormed) this.#at = colon + 1;
    else this.#fail('header_name_malformed', nameEnd);
    const value = this.#readValue();
    if (isWellFormed) this.#headers.push({ name: canonicalHeaderName(this.#ascii(start, nameEnd)), value });
  }

  /** Reads to the end of the line and of its continuation lines. */
  #readValue(): string {
    let value = this.#readValueLine();
    while (isBlank(this.#bytes[this.#at] ?? 0)) {
      const more = this.#readValueLine();
      value = value === '' ? more : more === '' ? value : `${value} ${more}`;
    }
    return value;
  }

  #readValueLine(): string {
    let start = this.#at;
    this.#scanLine();
    let end = this.#lineEnd;
    while (start < end && isBlank(this.#bytes[start]!)) start++;
    while (end > start && isBlank(this.#bytes[end - 1]!)) end--;
    return this.#slice(start, end);
  }

  /** Moves past the next CRLF, setting `#lineEnd` before it. */
  #scanLine(): void {
    const bytes = this.#bytes;
    this.#hasHighBytes = false;
    for (let i = this.#at; i < bytes.length; i++) {
      const code = bytes[i]!;
      if (code >= 0x20 && code < 0x7f) continue;
      if (code === CR && bytes[i + 1] === LF) {
        this.#lineEnd = i;
        this.#at = i + 2;
        return;
      }
      if (code > 0x7f) this.#hasHighBytes = true;
      else if (isForbiddenControl(code) && !this.#isQuotedPair(i, code)) this.#fail('control_character', i);
    }
    this.#lineEnd = this.#at = bytes.length;
  }

  /** `quoted-pair` allows every control but CR and LF after a backslash (RFC 3261 §25.1). */
  #isQuotedPair(offset: number, code: number): boolean {
    return code !== CR && code !== LF && this.#bytes[offset - 1] === BACKSLASH;
  }

  #slice(start: number, end: number): string {
    return this.#hasHighBytes ? this.#text.toString('utf8', start, end) : this.#ascii(start, end);
  }

  #ascii(start: number, end: number): string {
    return this.#text.toString('latin1', start, end);
  }

  /** The first fault is the one reported. */
  #fail(code: string, offset: number, status?: number): void {
    this.#fault ??= status === undefined ? { code, offset } : { code, offset, status };
  }

  #stop(code: string, offset: number, status: number): void {
    this.#fail(code, offset, status);
    this.#at = this.#bytes.length;
  }
}
