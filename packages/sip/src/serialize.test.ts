import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SipHeader, SipMessage } from './message.ts';
import { parseMessage } from './parse/parse-message.ts';
import { serializeMessage } from './serialize.ts';

const TOKEN = "ABCXYZabcxyz0189-.!%*_+`'~";
const token = fc.string({ unit: fc.constantFrom(...TOKEN.split('')), minLength: 1, maxLength: 12 });
/** What a value may hold after trimming and unfolding: any text but controls, no blank at the ends. */
const value = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((text) => text.replace(/[\p{Cc}]/gu, '').replace(/^[ \t]+|[ \t]+$/g, ''));
const header: fc.Arbitrary<SipHeader> = fc.record({
  name: fc.oneof(
    fc.constantFrom('Via', 'From', 'Call-ID', 'Subject', 'X-Private'),
    token.map((name) => `X-${name}`),
  ),
  value,
});
const headers = fc.array(header, { maxLength: 20 });
const body = fc.uint8Array({ maxLength: 200 });
const message: fc.Arbitrary<SipMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('request' as const),
    method: token.filter((method) => !/^sip/i.test(method)),
    uri: fc.constantFrom('sip:a@example.com', 'sips:[2001:db8::1]:5061;lr', 'tel:+33145551234', 'urn:service:sos'),
    headers,
    body,
  }),
  fc.record({
    kind: fc.constant('response' as const),
    status: fc.integer({ min: 100, max: 699 }),
    reason: value,
    headers,
    body,
  }),
);

const request = (changes: Partial<Extract<SipMessage, { kind: 'request' }>> = {}): SipMessage => ({
  kind: 'request',
  method: 'OPTIONS',
  uri: 'sip:a@example.com',
  headers: [],
  body: new Uint8Array(0),
  ...changes,
});

describe('serializeMessage', () => {
  it('gives back what was written, for any message', () => {
    const check = (sent: SipMessage) => {
      const received = parseMessage(serializeMessage(sent));
      const length = { name: 'Content-Length', value: String(sent.body.length) };
      expect({ ...received, body: new Uint8Array((received as SipMessage).body) }).toEqual({
        ...sent,
        headers: [...sent.headers, length],
      });
    };
    fc.assert(fc.property(message, check), { numRuns: 1000 });
  });

  it('writes the bytes of RFC 3261 §7', () => {
    const headers = [
      { name: 'Subject', value: 'été' },
      { name: 'Content-Length', value: '99' },
    ];
    const bytes = serializeMessage(request({ headers, body: Buffer.from('hé') }));
    expect(Buffer.from(bytes).toString()).toBe(
      'OPTIONS sip:a@example.com SIP/2.0\r\nSubject: été\r\nContent-Length: 3\r\n\r\nhé',
    );
  });

  it.each([
    ['CR LF in a value', { headers: [{ name: 'Subject', value: 'a\r\nVia: evil' }] }],
    ['LF in a value', { headers: [{ name: 'Subject', value: 'a\nb' }] }],
    ['LF after a backslash', { headers: [{ name: 'Subject', value: 'a\\\nb' }] }],
    ['CR in a value', { headers: [{ name: 'Subject', value: 'a\rb' }] }],
    ['NUL in a value', { headers: [{ name: 'Subject', value: 'a\0b' }] }],
    ['a colon in a name', { headers: [{ name: 'Via: evil\r\nSubject', value: 'a' }] }],
    ['an empty name', { headers: [{ name: '', value: 'a' }] }],
    ['CR LF in the URI', { uri: 'sip:a@h SIP/2.0\r\nVia: evil' }],
    ['a blank in the URI', { uri: 'sip:a b@h' }],
    ['no URI', { uri: '' }],
    ['a blank in the method', { method: 'INVITE sip:x' }],
  ])('throws on %s', (_title, changes) => {
    expect(() => serializeMessage(request(changes))).toThrow(/^SIP /);
  });

  it.each([
    [99, 'OK'],
    [700, 'OK'],
    [200.5, 'OK'],
    [200, 'OK\r\nVia: evil'],
  ])('throws on status %s with reason %j', (status, reason) => {
    const response: SipMessage = { kind: 'response', status, reason, headers: [], body: new Uint8Array(0) };
    expect(() => serializeMessage(response)).toThrow(/^SIP /);
  });
});
