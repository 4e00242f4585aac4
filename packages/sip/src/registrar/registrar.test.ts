import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Flow, SipRequest } from '../message.ts';
import { parseMessage } from '../parse/parse-message.ts';
import { readAddressOfRecord } from './address-of-record.ts';
import { applyRegister, type RegisterContext } from './apply-register.ts';
import { bindingsInOrder, flowsByDevice, type Binding } from './binding.ts';

const now = Date.UTC(2026, 0, 5, 9);
const limits = { minSeconds: 60, maxSeconds: 600, defaultSeconds: 300, bindings: 3 };
let nextCseq = 1;

/** A REGISTER; `cseq` grows by itself unless given. */
function register(contacts: readonly string[], headers: Readonly<Record<string, string>> = {}): SipRequest {
  const lines = {
    Via: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa',
    From: '<sip:ada@example.com>;tag=1',
    To: '<sip:ada@example.com>',
    'Call-ID': 'phone-1',
    CSeq: `${nextCseq++} REGISTER`,
    ...headers,
  };
  return {
    kind: 'request',
    method: 'REGISTER',
    uri: 'sip:example.com',
    headers: [
      ...Object.entries(lines).map(([name, value]) => ({ name, value })),
      ...contacts.map((value) => ({ name: 'Contact', value })),
    ],
    body: new Uint8Array(0),
  };
}

const context = (changes: Partial<RegisterContext> = {}): RegisterContext => ({
  nowMilliseconds: now,
  limits,
  ...changes,
});

/** Bindings after these requests, which must all be accepted. */
function after(...requests: SipRequest[]): readonly Binding[] {
  return requests.reduce<readonly Binding[]>((bindings, request) => {
    const outcome = applyRegister(bindings, request, context());
    expect(outcome.response.status).toBe(200);
    return outcome.bindings;
  }, []);
}
const uris = (bindings: readonly Binding[]) => bindings.map((binding) => binding.uri);
const contactsOf = (outcome: ReturnType<typeof applyRegister>) => {
  return outcome.response.headers.filter((header) => header.name === 'Contact').map((header) => header.value);
};

describe('adding, refreshing, querying', () => {
  it('binds several contacts and lists them with their remaining seconds', () => {
    const outcome = applyRegister(
      [],
      register(['"Desk" <sip:ada@192.0.2.1>;q=0.5;expires=100, <sip:ada@192.0.2.2>']),
      context(),
    );
    expect(outcome.kind).toBe('updated');
    expect(uris(outcome.added)).toEqual(['sip:ada@192.0.2.1', 'sip:ada@192.0.2.2']);
    expect(contactsOf(outcome)).toEqual([
      'Desk <sip:ada@192.0.2.1>;q=0.5;expires=100',
      '<sip:ada@192.0.2.2>;expires=300',
    ]);
    const query = applyRegister(outcome.bindings, register([]), context({ nowMilliseconds: now + 40_500 }));
    expect(query.kind).toBe('queried');
    expect(contactsOf(query)).toEqual(['Desk <sip:ada@192.0.2.1>;q=0.5;expires=60', '<sip:ada@192.0.2.2>;expires=260']);
  });

  it('refreshes the binding of an equal URI', () => {
    const bindings = after(register(['<sip:ada@Phone.example.com>']));
    const outcome = applyRegister(
      bindings,
      register(['<sip:%61da@phone.example.com>']),
      context({ nowMilliseconds: now + 1000 }),
    );
    expect(outcome.added).toEqual([]);
    expect(outcome.refreshed).toHaveLength(1);
    expect(outcome.bindings).toMatchObject([{ uri: 'sip:%61da@phone.example.com', expiresAt: now + 301_000 }]);
  });

  it('takes seconds from the contact, then Expires, then the default, at most the maximum', () => {
    const seconds = (contact: string, headers = {}) => {
      return (after(register([contact], headers))[0]!.expiresAt - now) / 1000;
    };
    expect(seconds('<sip:a@h>;expires=120', { Expires: '200' })).toBe(120);
    expect(seconds('<sip:a@h>', { Expires: '200' })).toBe(200);
    expect(seconds('<sip:a@h>')).toBe(300);
    expect(seconds('<sip:a@h>;expires=99999')).toBe(600);
    expect(seconds('<sip:a@h>;expires=99999999999999', { Expires: 'soon' })).toBe(300);
  });

  it('drops what has run out and says so', () => {
    const bindings = after(register(['<sip:ada@h>;expires=60']));
    const outcome = applyRegister(bindings, register([]), context({ nowMilliseconds: now + 60_000 }));
    expect(outcome.expired).toEqual(bindings);
    expect(outcome.bindings).toEqual([]);
    expect(contactsOf(outcome)).toEqual([]);
  });

  it('keeps flow without principal, path and user agent', () => {
    const flow: Flow = {
      id: 'f1',
      transport: 'wss',
      localAddress: '127.0.0.1',
      localPort: 1,
      remoteAddress: '127.0.0.2',
      remotePort: 2,
      principal: { userId: 'u' },
    };
    const headers = { Path: '<sip:edge1;lr>, <sip:edge2;lr>', 'User-Agent': 'Phone/1' };
    const outcome = applyRegister([], register(['<sip:ada@h>'], headers), context({ flow }));
    const [binding] = outcome.bindings;
    expect(binding).toMatchObject({
      path: ['<sip:edge1;lr>', '<sip:edge2;lr>'],
      userAgent: 'Phone/1',
      flow: { id: 'f1' },
    });
    expect(binding?.flow).not.toHaveProperty('principal');
    expect(outcome.response.headers).toContainEqual({ name: 'Path', value: '<sip:edge1;lr>, <sip:edge2;lr>' });
  });

  it('orders targets by q, then by the latest', () => {
    const first = after(register(['<sip:a@h1>;q=0.1', '<sip:a@h2>']));
    const outcome = applyRegister(first, register(['<sip:a@h3>']), context({ nowMilliseconds: now + 1 }));
    expect(uris(bindingsInOrder(outcome.bindings, now + 2))).toEqual(['sip:a@h3', 'sip:a@h2', 'sip:a@h1']);
    expect(bindingsInOrder(outcome.bindings, now + 700_000)).toEqual([]);
  });
});

describe('removing', () => {
  it('takes one contact back with expires=0, even an unknown one', () => {
    const bindings = after(register(['<sip:a@h1>', '<sip:a@h2>']));
    const outcome = applyRegister(bindings, register(['<sip:a@h1>;expires=0', '<sip:a@h9>;expires=0']), context());
    expect(uris(outcome.bindings)).toEqual(['sip:a@h2']);
    expect(uris(outcome.removed)).toEqual(['sip:a@h1']);
  });

  it('takes all back with * and Expires 0 only', () => {
    const bindings = after(register(['<sip:a@h1>', '<sip:a@h2>']));
    expect(applyRegister(bindings, register(['*']), context()).response.status).toBe(400);
    expect(applyRegister(bindings, register(['*'], { Expires: '60' }), context()).response.status).toBe(400);
    expect(applyRegister(bindings, register(['*', '<sip:a@h1>'], { Expires: '0' }), context()).response.status).toBe(
      400,
    );
    const outcome = applyRegister(bindings, register(['*'], { Expires: '0' }), context());
    expect(outcome).toMatchObject({ kind: 'updated', bindings: [], response: { status: 200 } });
    expect(outcome.removed).toHaveLength(2);
  });
});

describe('refusing', () => {
  const held = () => after(register(['<sip:a@h1>'], { CSeq: '100 REGISTER' }));

  it.each([
    ['too brief', ['<sip:a@h2>;expires=59'], {}, 423],
    ['not newer, same Call-ID', ['<sip:a@h1>'], { CSeq: '100 REGISTER' }, 400],
    ['older wildcard, same Call-ID', ['*'], { CSeq: '99 REGISTER', Expires: '0' }, 400],
    ['contact of another scheme', ['<name:John_Smith>'], {}, 400],
    ['malformed contact', ['<sip:a@h2'], {}, 400],
    ['malformed Path', ['<sip:a@h2>'], { Path: 'edge' }, 400],
    ['too many at once', ['<sip:a@h2>', '<sip:a@h3>', '<sip:a@h4>', '<sip:a@h5>'], {}, 403],
  ])('%s', (_title, contacts, headers, status) => {
    const bindings = held();
    const outcome = applyRegister(bindings, register(contacts, { CSeq: '200 REGISTER', ...headers }), context());
    expect(outcome).toMatchObject({ kind: 'rejected', response: { status } });
    expect(outcome.bindings).toEqual(bindings);
  });

  it('gives the place of the oldest binding to a telephone that comes back on another port', () => {
    const bindings = after(register(['<sip:a@h1>']), register(['<sip:a@h2>']), register(['<sip:a@h3>']));
    const first = { ...bindings[0]!, registeredAt: bindings[0]!.registeredAt - 1_000 };
    const outcome = applyRegister([first, ...bindings.slice(1)], register(['<sip:a@h4>']), context());
    expect(uris(outcome.bindings).toSorted()).toEqual(['sip:a@h2', 'sip:a@h3', 'sip:a@h4']);
    expect(outcome).toMatchObject({ response: { status: 200 }, removed: [{ uri: 'sip:a@h1' }] });
  });

  it('says the least interval', () => {
    const outcome = applyRegister([], register(['<sip:a@h2>;expires=1']), context());
    expect(outcome.response.headers).toEqual([{ name: 'Min-Expires', value: '60' }]);
  });

  it('applies all contacts or none', () => {
    const bindings = held();
    const mixed = register(['<sip:a@h2>', '<sip:a@h1>;expires=5'], { CSeq: '200 REGISTER' });
    expect(applyRegister(bindings, mixed, context()).bindings).toEqual(bindings);
  });

  it('lets a lower CSeq pass under another Call-ID, as after a restart', () => {
    const outcome = applyRegister(
      held(),
      register(['<sip:a@h1>'], { CSeq: '1 REGISTER', 'Call-ID': 'new' }),
      context(),
    );
    expect(outcome.refreshed).toHaveLength(1);
  });

  it('still refreshes and removes when full', () => {
    const bindings = after(register(['<sip:a@h1>', '<sip:a@h2>', '<sip:a@h3>']));
    expect(applyRegister(bindings, register(['<sip:a@h1>']), context()).response.status).toBe(200);
    expect(applyRegister(bindings, register(['<sip:a@h1>;expires=0', '<sip:a@h4>']), context()).response.status).toBe(
      200,
    );
  });
});

describe('RFC 5626 instances and flows', () => {
  const instance = '+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>"';

  it('replaces the flow of the same instance and reg-id, keeps the others', () => {
    const outbound = { Supported: 'path, outbound' };
    const bindings = after(
      register([`<sip:a@h1>;${instance};reg-id=1`], outbound),
      register([`<sip:a@h2>;${instance};reg-id=2`], outbound),
    );
    const outcome = applyRegister(bindings, register([`<sip:a@h3>;${instance};reg-id=1`], outbound), context());
    expect(uris(outcome.bindings)).toEqual(['sip:a@h2', 'sip:a@h3']);
    expect(outcome.response.headers).toContainEqual({ name: 'Require', value: 'outbound' });
    expect(contactsOf(outcome)[1]).toContain(instance);
  });

  it('a phone without reg-id that restarts on another port replaces itself', () => {
    const bindings = after(register([`<sip:a@h1:5061>;${instance}`]), register([`<sip:a@h1:5099>;${instance}`]));
    expect(uris(bindings)).toEqual(['sip:a@h1:5099']);
  });

  it('two phones never replace each other', () => {
    const other = instance.replace('f81d', 'aaaa');
    expect(after(register([`<sip:a@h1>;${instance}`]), register([`<sip:a@h1>;${other}`]))).toHaveLength(2);
  });

  it('refuses several flows at once, and a first hop that keeps none', () => {
    const outbound = { Supported: 'outbound', Via: 'SIP/2.0/UDP edge;branch=z9hG4bKa, SIP/2.0/UDP ua;branch=z9hG4bKb' };
    const two = [`<sip:a@h1>;${instance};reg-id=1`, `<sip:a@h2>;${instance};reg-id=2`];
    expect(applyRegister([], register(two, outbound), context()).response.status).toBe(400);
    const one = two.slice(0, 1);
    expect(applyRegister([], register(one, outbound), context()).response.status).toBe(439);
    const path = { ...outbound, Path: '<sip:edge;lr>, <sip:first;lr;ob>' };
    expect(applyRegister([], register(one, path), context()).response.status).toBe(200);
  });
});

describe('RFC 4475 registrations', () => {
  const load = (file: string) => {
    const path = join(import.meta.dirname, `../../test-data/rfc4475/${file}.dat`);
    return parseMessage(readFileSync(path)) as SipRequest;
  };

  it('§3.3.12, 3.3.13: a parameter is the contact header’s or the URI’s', () => {
    const header = applyRegister([], load('cparam01'), context()).bindings[0];
    const uri = applyRegister([], load('cparam02'), context()).bindings[0];
    expect(header).toMatchObject({ uri: 'sip:+19725552222@gw1.example.net', params: [{ name: 'unknownparam' }] });
    expect(uri).toMatchObject({ uri: 'sip:+19725552222@gw1.example.net;unknownparam', params: [] });
  });

  it('§3.1.1.4: two contacts with escaped nulls are two bindings', () => {
    expect(applyRegister([], load('escnull'), context()).bindings).toHaveLength(2);
    expect(readAddressOfRecord(load('escnull'))).toEqual({ user: 'null-\0-null', host: 'example.com' });
  });

  it('§3.3.4: no address of record in another scheme', () => {
    expect(readAddressOfRecord(load('unksm2'))).toBeUndefined();
  });
});

describe('push (RFC 8599)', () => {
  const known = { pushProviders: ['webpush', 'apns'] };
  const contact = (params: string) => register([`<sip:ada@192.0.2.1:5061${params}>`]);
  const caps = (outcome: ReturnType<typeof applyRegister>) =>
    outcome.response.headers.filter(({ name }) => name === 'Feature-Caps').map(({ value }) => value);

  it('keeps how a device is woken, and says that it can', () => {
    const outcome = applyRegister([], contact(';pn-provider=WebPush;pn-prid=abc%2F1;pn-param=x'), context(known));
    expect(outcome.bindings[0]!.push).toEqual({ provider: 'webpush', prid: 'abc/1', param: 'x' });
    expect(caps(outcome)).toEqual(['*;+sip.pns="webpush"']);
  });

  it('tells every service to a device that asks', () => {
    const outcome = applyRegister([], contact(';pn-provider'), context(known));
    expect(outcome.response.status).toBe(200);
    expect(outcome.bindings[0]!.push).toBeUndefined();
    expect(caps(outcome)).toEqual(['*;+sip.pns="webpush"', '*;+sip.pns="apns"']);
  });

  it.each([
    [';pn-provider=fcm;pn-prid=abc', 555],
    [';pn-provider=webpush', 400],
  ])('%s: %i, and nothing is bound', (params, status) => {
    const outcome = applyRegister([], contact(params), context(known));
    expect(outcome).toMatchObject({ kind: 'rejected', bindings: [], response: { status } });
  });

  it('means nothing to a registrar without push', () => {
    const outcome = applyRegister([], contact(';pn-provider=fcm;pn-prid=abc'), context());
    expect(outcome.response.status).toBe(200);
    expect(outcome.bindings[0]!.push).toBeUndefined();
    expect(caps(outcome)).toEqual([]);
  });
});

describe('several flows of one device (RFC 5626 5.3)', () => {
  it('are one way each, the latest first; other devices are ways of their own', () => {
    const instance = ';+sip.instance="<urn:uuid:0>"';
    const first = register([`<sip:ada@192.0.2.1;a>${instance};reg-id=1`]);
    const second = register([`<sip:ada@192.0.2.1;b>${instance};reg-id=2`]);
    const one = applyRegister([], first, context()).bindings;
    const two = applyRegister(one, second, context({ nowMilliseconds: now + 1_000 })).bindings;
    const all = applyRegister(
      two,
      register(['<sip:ada@192.0.2.9>']),
      context({ nowMilliseconds: now + 2_000 }),
    ).bindings;
    expect(flowsByDevice(all).map(uris)).toEqual([
      ['sip:ada@192.0.2.1;b', 'sip:ada@192.0.2.1;a'],
      ['sip:ada@192.0.2.9'],
    ]);
  });
});
