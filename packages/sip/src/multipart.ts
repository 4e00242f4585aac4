/** Multipart bodies (RFC 2046 5.1, RFC 5621): finds the part of one type. Writing: `multipart-writer.ts`. */
import { paramValue } from './headers/params.ts';
import { parseContentType } from './headers/structured.ts';
import type { ContentType } from './headers/structured.ts';

/** Parts looked at in one body, and how deep they may be nested; more is not looked at. */
const MAX_PARTS = 32;
const MAX_DEPTH = 3;
const HEAD_END = Buffer.from('\r\n\r\n');

type Part = { readonly type: ContentType | undefined; readonly isEncoded: boolean; readonly body: Uint8Array };

/** The bytes of the first part of type `wanted` (lower case), also within nested multiparts; null when there is none. */
export const findPart = (type: ContentType, body: Uint8Array, wanted: string, depth = 0): Uint8Array | null => {
  const boundary = paramValue(type.params, 'boundary');
  // RFC 2046: 1 to 70 characters.
  if (boundary === undefined || boundary === '' || boundary.length > 70 || depth >= MAX_DEPTH) return null;
  for (const part of splitParts(Buffer.from(body.buffer, body.byteOffset, body.length), boundary)) {
    if (part.type === undefined || part.isEncoded) continue;
    if (part.type.type === wanted) return part.body;
    if (!part.type.type.startsWith('multipart/')) continue;
    const inner = findPart(part.type, part.body, wanted, depth + 1);
    if (inner !== null) return inner;
  }
  return null;
};

/** What stands between delimiter lines; a last part without closing delimiter is cut short and left out. */
const splitParts = (body: Buffer, boundary: string): Part[] => {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let start = -1;
  for (let at = nextDelimiter(body, delimiter, 0); at >= 0; at = nextDelimiter(body, delimiter, at + 1)) {
    if (start >= 0) parts.push(readPart(body.subarray(start, Math.max(start, at - 2))));
    if (parts.length >= MAX_PARTS) break;
    const lineEnd = body.indexOf('\r\n', at + delimiter.length);
    const isClosing = body.subarray(at + delimiter.length, at + delimiter.length + 2).equals(Buffer.from('--'));
    if (isClosing || lineEnd < 0) break;
    start = lineEnd + 2;
  }
  return parts;
};

/** A delimiter stands at the start of a line, and nothing but blanks or `--` follows it. */
const nextDelimiter = (body: Buffer, delimiter: Buffer, from: number): number => {
  for (let at = body.indexOf(delimiter, from); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    const isLineStart = at === 0 || (body[at - 1] === 0x0a && body[at - 2] === 0x0d);
    const rest = body.subarray(at + delimiter.length, at + delimiter.length + 80).toString('latin1');
    if (isLineStart && /^(--)?[ \t]*(\r\n|$)/.test(rest)) return at;
  }
  return -1;
};

const readPart = (bytes: Buffer): Part => {
  // A part without headers begins with the empty line.
  const bare = bytes[0] === 0x0d && bytes[1] === 0x0a;
  const headEnd = bare ? 0 : bytes.indexOf(HEAD_END);
  const head = bytes
    .subarray(0, Math.max(headEnd, 0))
    .toString('latin1')
    .replaceAll(/\r\n[ \t]+/g, ' ');
  const value = (name: RegExp): string | undefined => name.exec(head)?.[1]?.trim();
  const encoding = value(/^Content-(?:Transfer-)?Encoding[ \t]*:(.*)$/im)?.toLowerCase() ?? 'binary';
  return {
    type: parseContentType(value(/^(?:Content-Type|c)[ \t]*:(.*)$/im) ?? ''),
    isEncoded: !['binary', '8bit', '7bit', 'identity'].includes(encoding),
    body: headEnd < 0 ? new Uint8Array(0) : bytes.subarray(headEnd + (bare ? 2 : 4)),
  };
};
