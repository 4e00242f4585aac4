/** Writes multipart bodies (RFC 2046 5.1, RFC 5621): a session description with something beside it. */
import type { SipHeader } from './message.ts';

export type BodyPart = {
  readonly contentType: string;
  /** Without Content-Type: Content-ID, Content-Disposition. */
  readonly headers?: readonly SipHeader[];
  readonly body: string;
};

/**
 * One `multipart/mixed` body of these parts, in order.
 * @param boundary random text of letters and digits
 * @throws RangeError when the boundary stands in a part: draw another one
 */
export function formatMultipart(
  parts: readonly BodyPart[],
  boundary: string,
): { readonly contentType: string; readonly body: string } {
  if (!/^[A-Za-z0-9]{8,70}$/.test(boundary) || parts.some(({ body }) => body.includes(boundary))) {
    throw new RangeError('multipart boundary cannot be used');
  }
  const written = parts.map(({ contentType, headers = [], body }) => {
    const lines = [{ name: 'Content-Type', value: contentType }, ...headers].map(
      ({ name, value }) => `${name}: ${value}`,
    );
    if (lines.some((line) => /[\r\n]/.test(line))) throw new Error('multipart header holds a line end');
    return `--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n${body}\r\n`;
  });
  return { contentType: `multipart/mixed;boundary=${boundary}`, body: `${written.join('')}--${boundary}--\r\n` };
}
