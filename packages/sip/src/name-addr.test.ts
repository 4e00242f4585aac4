import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNameAddr, parseNameAddr } from './name-addr.ts';

describe('parseNameAddr', () => {
  it.each<[string, object]>([
    ['<sip:a@h>', { uri: 'sip:a@h', params: [] }],
    ['sip:a@h;tag=1', { uri: 'sip:a@h', params: [{ name: 'tag', value: '1' }] }],
    ['<sip:a@h;lr>;tag=1', { uri: 'sip:a@h;lr', params: [{ name: 'tag', value: '1' }] }],
    ['"A \\"B\\" <c>, d" <sip:a@h>', { displayName: 'A "B" <c>, d', uri: 'sip:a@h', params: [] }],
    ['Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8', { displayName: 'Anonymous' }],
    ['Dr. Émile <sip:a@h>', { displayName: 'Dr. Émile' }],
    ['"" <sip:a@h>', { displayName: '' }],
    [
      '<sip:a@h> ; q = 0.7 ; x = "a;b"',
      {
        params: [
          { name: 'q', value: '0.7' },
          { name: 'x', value: 'a;b', isQuoted: true },
        ],
      },
    ],
    ['tel:+331', { uri: 'tel:+331', params: [] }],
  ])('%s', (text, expected) => {
    expect(parseNameAddr(text)).toMatchObject(expected);
  });

  it.each([
    '',
    '*',
    'sip:a@h?x=y',
    'sip:a@h,sip:b@h',
    '"unterminated <sip:a@h>',
    '"a" sip:a@h',
    '<sip:a@h',
    '<sip:a@h>x',
    '<>',
    '< sip:a@h>',
    'a"b <sip:a@h>',
    '<sip:a@h>;',
    '<sip:a@h>;;tag=1',
    '<sip:a@h>;tag="1',
    'no-uri',
  ])('refuses %j', (text) => {
    expect(parseNameAddr(text)).toBeUndefined();
  });
});

describe('formatNameAddr', () => {
  it('gives back any name and parameter value', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replace(/[\r\n]/g, ''));
    const check = (displayName: string, value: string) => {
      const address = { displayName, uri: 'sip:a@h', params: [{ name: 'x', value, isQuoted: true as const }] };
      expect(parseNameAddr(formatNameAddr(address))).toEqual(address);
    };
    fc.assert(fc.property(text, text, check));
  });

  it('cannot be made to break its line or its brackets', () => {
    const written = formatNameAddr({ displayName: 'a\r\nVia: evil', uri: 'sip:a@h', params: [] });
    expect(written).toBe('"a  Via: evil" <sip:a@h>');
    expect(() => formatNameAddr({ uri: 'sip:a@h>;tag=1', params: [] })).toThrow('malformed URI');
    expect(() => formatNameAddr({ uri: 'sip:a@h', params: [{ name: 'a b' }] })).toThrow('not a token');
  });
});
