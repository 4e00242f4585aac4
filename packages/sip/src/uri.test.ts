import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameUri } from './uri-compare.ts';
import { formatUri, parseUri, type SipUri } from './uri.ts';

describe('parseUri', () => {
  it.each<[string, object]>([
    ['sip:alice@atlanta.com', { scheme: 'sip', user: 'alice', host: 'atlanta.com', params: [], headers: [] }],
    ['SIPS:example.com', { scheme: 'sips', host: 'example.com' }],
    [
      'sip:alice:secretword@atlanta.com;transport=tcp',
      { user: 'alice', password: 'secretword', params: [{ name: 'transport', value: 'tcp' }] },
    ],
    [
      'sips:alice@atlanta.com?subject=project%20x&priority=urgent',
      {
        headers: [
          { name: 'subject', value: 'project x' },
          { name: 'priority', value: 'urgent' },
        ],
      },
    ],
    ['sip:+1-212-555-1212:1234@gateway.com;user=phone', { user: '+1-212-555-1212', password: '1234' }],
    ['sip:alice@192.0.2.4:5070;lr', { host: '192.0.2.4', port: 5070, params: [{ name: 'lr' }] }],
    ['sip:alice;day=tuesday@atlanta.com', { user: 'alice;day=tuesday', host: 'atlanta.com' }],
    ['sip:j%40s0n@[2001:db8::1]:5060', { user: 'j@s0n', host: '2001:db8::1', port: 5060 }],
    ['sip:host_with_underscore.local.', { host: 'host_with_underscore.local.' }],
    ['tel:+33-1.45(55)1234;ext=12', { kind: 'tel', number: '+33145551234', params: [{ name: 'ext', value: '12' }] }],
    ['tel:7042;phone-context=example.com', { kind: 'tel', number: '7042' }],
    ['URN:service:sos', { kind: 'other', scheme: 'urn', text: 'URN:service:sos' }],
  ])('%s', (text, expected) => {
    expect(parseUri(text)).toMatchObject(expected);
  });

  it.each([
    '',
    'sip:',
    'alice@atlanta.com',
    'sip:@atlanta.com',
    'sip:alice@',
    'sip:alice@atlanta.com:',
    'sip:alice@atlanta.com:0',
    'sip:alice@atlanta.com:65536',
    'sip:alice@atlanta.com:+5060',
    'sip:alice@atlanta.com:5060x',
    'sip:alice@atlanta.com;;lr',
    'sip:alice@atlanta.com;lr;',
    'sip:alice@atlanta.com;lr=',
    'sip:alice@atlanta.com;lr;LR',
    'sip:alice@atlanta.com?subject',
    'sip:al ice@atlanta.com',
    'sip:alice@<atlanta.com>',
    'sip:alice%4@atlanta.com',
    'sip:alice%zz@atlanta.com',
    'sip:alice@-atlanta..com',
    'sip:alice@256.1.1.1',
    'sip:2001:db8::1',
    'sip:[2001:db8::1',
    'sip:[2001:db8::1]x',
    'sip:[1:2:3:4:5:6:7:8:9]',
    'sip:[12345::]',
    'sip:[::1.2.3.256]',
    'sip:a@h\r\n',
    'tel:',
    'tel:+',
    'tel:abc-xyz',
  ])('refuses %j', (text) => {
    expect(parseUri(text)).toBeUndefined();
  });
});

describe('formatUri', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  const param = fc.oneof(fc.record({ name: text, value: text }), fc.record({ name: text }));
  const params = fc.uniqueArray(param, { maxLength: 4, selector: ({ name }) => name.toLowerCase() });
  const uri = fc.record({
    kind: fc.constant('sip' as const),
    scheme: fc.constantFrom('sip' as const, 'sips' as const),
    user: text,
    password: text,
    host: fc.constantFrom('example.com', '192.0.2.1', '2001:db8::1'),
    port: fc.integer({ min: 1, max: 65_535 }),
    params,
    headers: fc.array(fc.record({ name: text, value: text }), { maxLength: 3 }),
  });

  it('escapes so that any part comes back as it was', () => {
    fc.assert(
      fc.property(uri, (made: SipUri) => {
        const written = formatUri(made);
        expect(written).toMatch(/^[\x21-\x7e]+$/);
        expect(parseUri(written)).toEqual(made);
      }),
    );
  });

  it('keeps what needs no escape', () => {
    const written = 'sip:+33145551234;ext=1@[2001:db8::1]:5060;transport=tcp;lr?Subject=a%20b';
    expect(formatUri(parseUri(written)!)).toBe(written);
    expect(formatUri(parseUri('tel:+33-145;ext=2')!)).toBe('tel:+33145;ext=2');
  });
});

describe('isSameUri (RFC 3261 §19.1.4, with its examples)', () => {
  const compare = (one: string, other: string) => {
    const [first, second] = [parseUri(one)!, parseUri(other)!];
    expect(isSameUri(first, second)).toBe(isSameUri(second, first));
    return isSameUri(first, second);
  };

  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;security=on'],
    [
      'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
      'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
    ],
    [
      'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
      'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
    ],
    ['sip:a@[2001:db8::1]', 'sip:a@[2001:DB8:0:0::0001]'],
    ['sip:%2B33145@h', 'sip:+33145@h'],
    ['tel:+33-145', 'tel:+33145'],
    ['urn:service:sos', 'urn:service:sos'],
  ])('%s = %s', (one, other) => {
    expect(compare(one, other)).toBe(true);
  });

  it.each([
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
    ['sip:a@h', 'sips:a@h'],
    ['sip:a@h', 'sip:h'],
    ['sip:a@h', 'sip:a:@h'],
    ['sip:a@h;maddr=192.0.2.1', 'sip:a@h'],
    ['sip:a@[2001:db8::1]', 'sip:a@[2001:db8::2]'],
    ['tel:+33145', 'tel:+33146'],
    ['tel:+33145', 'sip:+33145@h'],
    ['urn:service:sos', 'urn:service:sos.fire'],
  ])('%s ≠ %s', (one, other) => {
    expect(compare(one, other)).toBe(false);
  });
});
