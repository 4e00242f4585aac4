import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBencode, encodeBencode } from './bencode.ts';
import type { BencodeValue } from './bencode.ts';

const decode = (text: string) => decodeBencode(Buffer.from(text));

test('what is written is read again', () => {
  const { value } = fc.letrec<{ value: BencodeValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: fc.constantFrom('a', ':', '0', '\0', 'é', '€', '😀'), maxLength: 20 }),
      fc.maxSafeInteger().map((number) => number || 0),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 9 }), tie('value'), { maxKeys: 3, noNullPrototype: false }),
    ),
  }));
  fc.assert(
    fc.property(value, (given) => {
      expect(decodeBencode(encodeBencode(given))).toEqual({ kind: 'value', value: given });
    }),
  );
});

test('lengths are of bytes, keys are sorted by bytes', () => {
  expect(encodeBencode({ é: 'ü', b: -3, a: ['x', 0] }).toString()).toBe('d1:al1:xi0ee1:bi-3e2:é2:üe');
  expect(() => encodeBencode(0.5)).toThrow(RangeError);
});

describe('malformed', () => {
  test.each([
    ['', 0],
    ['i12', 0],
    ['i-0e', 0],
    ['i01e', 0],
    ['ie', 0],
    ['5:four', 0],
    ['-1:a', 0],
    ['99999999999:a', 0],
    ['l1:a', 4],
    ['d1:ae', 4],
    ['di1e1:ae', 1],
    ['1:ab', 3],
    ['x', 0],
  ])('%s stops at %i', (text, offset) => {
    expect(decode(text)).toEqual({ kind: 'malformed', offset });
  });

  test('nesting beyond reason is refused without eating the stack', () => {
    expect(decode('l'.repeat(60_000)).kind).toBe('malformed');
    expect(decode('l'.repeat(20) + 'e'.repeat(20)).kind).toBe('value');
  });

  test('anything at all is a value or malformed, and __proto__ is a key like others', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeBencode(Buffer.from(bytes))));
    const result = decode('d9:__proto__d1:ai1eee');
    expect(result.kind === 'value' && Object.keys(result.value)).toEqual(['__proto__']);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  test('each cut of a real reply is malformed', () => {
    const whole = encodeBencode({ result: 'ok', sdp: 'v=0\r\n', tags: { a: [1, 2] } });
    for (let end = 0; end < whole.length; end += 1)
      expect(decodeBencode(whole.subarray(0, end)).kind).toBe('malformed');
  });
});
