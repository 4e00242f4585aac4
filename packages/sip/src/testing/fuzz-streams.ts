/**
 * One round of the fuzz target for streams: what comes out must not depend on how the bytes were cut, a stream that was
 * given up stays given up, and every WebSocket frame gives exactly one item.
 */
import type { StreamItem } from '../parse/stream-framer.ts';
import { createStreamFramer } from '../parse/stream-framer.ts';
import { webSocketDecoder } from '../transport/web-socket.ts';
import { fuzzCorpus } from './fuzz-corpus.ts';
import { mutated } from './fuzz-mutate.ts';
import { seededRandom } from './simulated-network.ts';

const limits = { messageBytes: 65_535 };
const between = ['', '', '\r\n', '\r\n\r\n', '\r\n\r\n\r\n', '\0', 'x'];

const pick = <Value>(list: readonly Value[], random: () => number): Value => list[Math.floor(random() * list.length)]!;

/** Some messages, most of them spoiled, with keep-alives and dirt between them. */
function makeStream(random: () => number): Buffer {
  const parts = Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
    const source = pick(fuzzCorpus, random);
    const bytes = random() < 0.4 ? source : mutated(source, random);
    return Buffer.concat([Buffer.from(pick(between, random)), bytes]);
  });
  return Buffer.concat(parts);
}

/** Pushes the bytes in pieces, as a connection would: nothing is read after a fatal error. */
function itemsOf(bytes: Buffer, nextLength: () => number): StreamItem[] {
  const framer = createStreamFramer(limits);
  const items: StreamItem[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + Math.max(1, nextLength()));
    items.push(...framer.push(bytes.subarray(at, end)));
    if (items.at(-1)?.kind === 'fatal') return items;
    at = end;
  }
  return items;
}

const shapeOf = (item: StreamItem): string => {
  if (item.kind === 'request') return `request ${item.method} ${item.uri} ${item.headers.length} ${item.body.length}`;
  if (item.kind === 'response') return `response ${item.status} ${item.headers.length} ${item.body.length}`;
  return item.kind === 'parse_error' ? `parse_error ${item.code}` : item.kind;
};

/** Keep-alives are left out: a ping that is cut in two shows as a pong and a ping (RFC 5626 3.5.1). */
const shapesOf = (items: readonly StreamItem[]): string =>
  items
    .filter(({ kind }) => kind !== 'ping' && kind !== 'pong')
    .map(shapeOf)
    .join('; ');

/** What went wrong, in words. */
export function fuzzStreams(seed: number): string[] {
  const random = seededRandom(seed);
  const bytes = makeStream(random);
  try {
    const whole = shapesOf(itemsOf(bytes, () => bytes.length));
    const problems: string[] = [];
    for (const longest of [1, 7, 200]) {
      const cut = shapesOf(itemsOf(bytes, () => Math.ceil(random() * longest)));
      if (cut !== whole) problems.push(`stream in pieces of ${longest}: [${cut}] instead of [${whole}]`);
    }
    const frames = webSocketDecoder(limits.messageBytes).push(bytes);
    if (frames.length !== 1) problems.push(`a WebSocket frame gave ${frames.length} items`);
    return problems;
  } catch (error) {
    return [`stream threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}
