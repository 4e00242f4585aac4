import { describe, expect, test } from 'vitest';
import type { SipHeader, SipRequest } from '@carillon/sip';
import type { ForwardedBy } from '../ports/line.ts';
import { readForwardings, trunkForwardingHeaders } from './forwarding.ts';
import { readCaller, readCallerWishes } from './incoming-caller.ts';
import { trunkIdentity } from './trunk-identity.ts';
import { trunkIdentityDefaults, type Trunk } from './trunk.ts';

const trunk = (change: Partial<Trunk> = {}): Trunk => ({
  id: 'trunk',
  organizationId: null,
  name: 'Carrier',
  host: 'carrier.example',
  port: 5060,
  transport: 'udp',
  authentication: 'address',
  username: null,
  password: null,
  allowedSources: [],
  numberFormat: 'e164_plus',
  maxCalls: null,
  enabled: true,
  createdAt: Temporal.Instant.fromEpochMilliseconds(0),
  ...trunkIdentityDefaults,
  ...change,
});

const request = (...headers: readonly (readonly [name: string, value: string])[]): SipRequest => ({
  kind: 'request',
  method: 'INVITE',
  uri: 'sip:+33199000001@127.0.0.1',
  headers: headers.map(([name, value]): SipHeader => ({ name, value })),
  body: new Uint8Array(0),
});

describe('who calls (RFC 3323, RFC 3325)', () => {
  const from: [string, string] = ['From', '"Marie" <sip:+33612345678@x>;tag=1'];
  const hidden = { userId: null, name: null, number: null };
  const party = (number: string | null, name: string | null) => ({ userId: null, name, number });
  test.each([
    ['From alone', [from], {}, party('+33612345678', 'Marie')],
    [
      'an asserted identity beats From',
      [from, ['P-Asserted-Identity', '<sip:+33199000009@x>']],
      {},
      party('+33199000009', 'Marie'),
    ],
    [
      'of two identities the one with a number',
      [from, ['P-Asserted-Identity', '<sip:marie@x>, <tel:+33199000009>']],
      {},
      party('+33199000009', 'Marie'),
    ],
    [
      'from a carrier that is not trusted it counts for nothing',
      [from, ['P-Asserted-Identity', '<sip:+33199000009@x>']],
      { trusted: false },
      party('+33612345678', 'Marie'),
    ],
    [
      'Remote-Party-ID of older carriers',
      [from, ['Remote-Party-ID', '<sip:+33199000009@x>;party=calling;screen=yes']],
      {},
      party('+33199000009', 'Marie'),
    ],
    ['Privacy: id hides it', [from, ['P-Asserted-Identity', '<sip:+33199000009@x>'], ['Privacy', 'id']], {}, hidden],
    ['Privacy among others', [from, ['Privacy', 'header;user;critical']], {}, hidden],
    [
      'Privacy: none shows even an anonymous From',
      [
        ['From', '<sip:anonymous@x>;tag=1'],
        ['P-Asserted-Identity', '<tel:+33199000009>'],
        ['Privacy', 'none'],
      ],
      {},
      party('+33199000009', null),
    ],
    ['Privacy counts from anybody', [from, ['Privacy', 'id']], { trusted: false }, hidden],
    [
      'an anonymous From hides what is asserted',
      [
        ['From', '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1'],
        ['P-Asserted-Identity', '<sip:+33199000009@x>'],
      ],
      {},
      hidden,
    ],
    ['Remote-Party-ID asks for privacy', [from, ['Remote-Party-ID', '<sip:+33199000009@x>;privacy=full']], {}, hidden],
    ['a name without number', [['From', 'Marie <sip:marie@x>;tag=1']], {}, party(null, 'Marie')],
    ['a malformed identity', [from, ['P-Asserted-Identity', 'sip:']], {}, party('+33612345678', 'Marie')],
  ] as const)('%s', (_name, headers, change, expected) => {
    expect(readCaller(request(...headers), trunk(change))).toEqual(expected);
  });

  test('a telephone asks for a number, and to be hidden', () => {
    expect(
      readCallerWishes(request(from, ['P-Preferred-Identity', '<sip:+33199000009@x>'], ['Privacy', 'id'])),
    ).toEqual({
      requestedCallerId: '+33199000009',
      isWithheld: true,
    });
    expect(readCallerWishes(request(from))).toEqual({ requestedCallerId: null, isWithheld: false });
  });
});

describe('what a carrier is told', () => {
  const caller = { callerId: '+33199000001', isWithheld: false, from: { name: 'Ada', number: '201' }, forwardedBy: [] };
  const shown = '<sip:+33199000001@us.example>';
  const hidden = '"Anonymous" <sip:anonymous@anonymous.invalid>';
  const rpid = (privacy: string) => `${shown};party=calling;screen=yes;privacy=${privacy}`;
  const outsideCaller = { ...caller, from: { name: null, number: '+33612345678' } };
  const forwardedBy: ForwardedBy[] = [
    { name: 'Ada', number: '201', outsideNumber: '+33199000001', reason: 'deflection' },
  ];
  test.each([
    ['shown', caller, {}, shown, [`P-Asserted-Identity: ${shown}`]],
    [
      'shown in the older header',
      caller,
      { callerIdHeader: 'remote_party_id' },
      shown,
      [`Remote-Party-ID: ${rpid('off')}`],
    ],
    [
      'shown in both',
      caller,
      { callerIdHeader: 'both' },
      shown,
      [`P-Asserted-Identity: ${shown}`, `Remote-Party-ID: ${rpid('off')}`],
    ],
    ['in From alone', caller, { callerIdHeader: 'none' }, shown, []],
    [
      'withheld, trusted',
      { ...caller, isWithheld: true },
      {},
      hidden,
      [`P-Asserted-Identity: ${shown}`, 'Privacy: id'],
    ],
    [
      'withheld, trusted, older header',
      { ...caller, isWithheld: true },
      { callerIdHeader: 'remote_party_id' },
      hidden,
      [`Remote-Party-ID: ${rpid('full')}`, 'Privacy: id'],
    ],
    [
      'withheld, not trusted',
      { ...caller, isWithheld: true },
      { trusted: false, callerIdHeader: 'both' },
      hidden,
      ['Privacy: id'],
    ],
    ['no number at all', { ...caller, callerId: null }, {}, hidden, []],
    ['sent on: the own number', { ...outsideCaller, forwardedBy }, {}, shown, [`P-Asserted-Identity: ${shown}`]],
    [
      'sent on: the original one',
      { ...outsideCaller, forwardedBy },
      { forwardedCallerId: 'original' },
      '<sip:+33612345678@us.example>',
      ['P-Asserted-Identity: <sip:+33612345678@us.example>'],
    ],
    [
      'sent on, but nobody outside called',
      { ...caller, forwardedBy },
      { forwardedCallerId: 'original' },
      shown,
      [`P-Asserted-Identity: ${shown}`],
    ],
    [
      'sent on, original withheld',
      { ...outsideCaller, from: { name: null, number: null }, forwardedBy },
      { forwardedCallerId: 'original' },
      shown,
      [`P-Asserted-Identity: ${shown}`],
    ],
  ] as const)('%s', (...[, given, change, from, headers]) => {
    const identity = trunkIdentity(trunk(change), given, 'us.example');
    expect(identity.from).toBe(from);
    expect(identity.headers.map(({ name, value }) => `${name}: ${value}`)).toEqual(headers);
  });

  test.each([
    ['none', []],
    ['diversion', ['Diversion: <sip:+33199000001@us.example>;reason=deflection;privacy=off;counter=1']],
    [
      'history_info',
      ['History-Info: <sip:+33199000001@us.example>;index=1', 'History-Info: <sip:+331@c;cause=480>;index=1.1;mp=1'],
    ],
  ] as const)('forwarding: %s', (forwardingHeader, expected) => {
    const inside: ForwardedBy = { name: 'Ben', number: '202', outsideNumber: null, reason: 'busy' };
    const call = { target: 'sip:+331@c', domain: 'us.example' };
    const headers = trunkForwardingHeaders(trunk({ forwardingHeader }), [inside, ...forwardedBy], call);
    expect(headers.map(({ name, value }) => `${name}: ${value}`)).toEqual(expected);
  });
});

describe('who sent an incoming call on', () => {
  const hidden = ['Diversion', '<sip:+33199000002@x>;reason=user-busy;privacy=full'] as [string, string];
  const open = ['Diversion', 'Ben <sip:+33199000003@x>;reason=no-answer'] as [string, string];

  test('oldest first; hidden parties have no name and no number', () => {
    expect(readForwardings(request(hidden, open), trunk())).toEqual([
      { name: 'Ben', number: '+33199000003', outsideNumber: '+33199000003', reason: 'no_answer' },
      { name: null, number: null, outsideNumber: null, reason: 'busy' },
    ]);
  });

  test('History-Info says more than Diversion; a carrier that is not trusted says nothing', () => {
    const history = ['History-Info', '<sip:+33199000004@x>;index=1, <sip:us@x;cause=302>;index=1.1;mp=1'] as [
      string,
      string,
    ];
    expect(readForwardings(request(open, history), trunk())).toMatchObject([
      { number: '+33199000004', reason: 'unconditional' },
    ]);
    expect(readForwardings(request(open, history), trunk({ trusted: false }))).toEqual([]);
  });
});
