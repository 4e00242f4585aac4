import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStreamFramer, type StreamItem } from './stream-framer.ts';

function message(callId: string, body = '', length: string | null = String(Buffer.byteLength(body))): string {
  const head = [
    'MESSAGE sip:b@example.com SIP/2.0',
    'Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKa',
    'From: <sip:a@example.com>;tag=1',
    'To: <sip:b@example.com>',
    `Call-ID: ${callId}`,
    'CSeq: 1 MESSAGE',
    ...(length === null ? [] : [`l: ${length}`]),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** A short word for each item: kind, with Call-ID or code. */
function names(items: readonly StreamItem[]): string[] {
  return items.map((item) => {
    if (item.kind === 'request')
      return `${item.headers.find((header) => header.name === 'Call-ID')?.value}:${item.body.length}`;
    if (item.kind === 'fatal') return `fatal ${item.error.code}`;
    return item.kind === 'parse_error' ? `error ${item.code}` : item.kind;
  });
}

const push = (text: string) => names(createStreamFramer().push(Buffer.from(text)));

describe('stream framer', () => {
  it('takes several messages from one segment', () => {
    expect(push(message('one', 'hello') + message('two') + message('three', 'x'))).toEqual([
      'one:5',
      'two:0',
      'three:1',
    ]);
  });

  it('finds the same messages wherever the stream is cut', () => {
    const stream = Buffer.from(
      `\r\n\r\n${message('one', 'a\r\n\r\nb')}${message('two', 'é')}\r\n\r\n${message('three')}`,
    );
    const cuts = fc.array(fc.nat(stream.length), { maxLength: 12 }).map((list) => list.sort((a, b) => a - b));
    const check = (at: number[]) => {
      const framer = createStreamFramer();
      const bounds = [0, ...at, stream.length];
      const items = bounds.slice(1).flatMap((end, index) => framer.push(stream.subarray(bounds[index], end)));
      const found = names(items).filter((name) => name !== 'pong');
      expect(found).toEqual(['ping', 'one:6', 'two:2', 'ping', 'three:0']);
      expect(framer.pendingBytes).toBe(0);
    };
    fc.assert(fc.property(cuts, check), { numRuns: 300 });
    check(Array.from(stream.keys()));
  });

  it('keeps its place when its buffer is moved, whatever the size of the pieces', () => {
    const stream = Buffer.from(
      Array.from({ length: 60 }, (_, index) => message(`m${index}`, 'x'.repeat(200))).join(''),
    );
    for (const size of [7, 97, 1000, 4095]) {
      const framer = createStreamFramer();
      const found: string[] = [];
      for (let at = 0; at < stream.length; at += size)
        found.push(...names(framer.push(stream.subarray(at, at + size))));
      expect(found).toEqual(Array.from({ length: 60 }, (_, index) => `m${index}:200`));
    }
  });

  it('tells ping from pong', () => {
    expect(push('\r\n\r\n')).toEqual(['ping']);
    expect(push('\r\n\r\n\r\n\r\n')).toEqual(['ping', 'ping']);
    expect(push('\r\n')).toEqual(['pong']);
    expect(push(`\r\n${message('one')}`)).toEqual(['pong', 'one:0']);
  });

  it('gives messages whose bytes stay when the buffer is used again', () => {
    const framer = createStreamFramer();
    const [first] = framer.push(Buffer.from(message('one', 'first')));
    framer.push(Buffer.from(message('two', 'OTHER')));
    expect(first?.kind === 'request' && Buffer.from(first.body).toString()).toBe('first');
  });

  it('goes on after a bad message whose length is known', () => {
    expect(push(message('one', 'hello').replace('To:', 'T o:') + message('two'))).toEqual([
      'error header_name_malformed',
      'two:0',
    ]);
  });

  it.each([
    ['no Content-Length', message('one', 'x', null), 'fatal content_length_missing'],
    ['bad Content-Length', message('one', 'x', '-1'), 'fatal content_length_malformed'],
    ['Content-Length beyond the limit', message('one', '', '99999999'), 'fatal message_too_large'],
    ['another protocol', 'GET / HTTP/1.1\r\nHost: h\r\n\r\n', 'fatal request_uri_malformed'],
    ['an endless head', `OPTIONS sip:h SIP/2.0\r\nSubject: ${'a'.repeat(70_000)}`, 'fatal message_too_large'],
  ])('%s is fatal', (_title, stream, expected) => {
    const framer = createStreamFramer();
    expect(names(framer.push(Buffer.from(stream)))).toEqual([expected]);
    expect(framer.push(Buffer.from(message('later')))).toEqual([]);
    expect(framer.pendingBytes).toBe(0);
  });

  it('lets a fatal request be answered when it has all that an answer needs', () => {
    const [item] = createStreamFramer().push(Buffer.from(message('one', 'x', null)));
    expect(item).toMatchObject({ kind: 'fatal', error: { answerable: { method: 'MESSAGE' } } });
  });
});
