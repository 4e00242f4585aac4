import { beforeEach, describe, expect, test } from 'vitest';
import { headerValue } from '../headers/values.ts';
import { readTag } from '../headers/addresses.ts';
import { RawPeer, requestLines } from '../testing/raw-peer.ts';
import type { RequestLines } from '../testing/raw-peer.ts';
import { BOB, createSimulatedPair } from '../testing/judged-pair.ts';
import type { ScreenVerdict } from './types.ts';
import type { SimulatedPair } from '../testing/judged-pair.ts';

let pair: SimulatedPair;
let raw: RawPeer;
let asked: string[];
let invited: number;

beforeEach(async () => {
  pair = await createSimulatedPair({
    bob: { shouldShed: ({ headers }) => headers.some(({ name }) => name === 'X-Flood') && 7 },
  });
  raw = await RawPeer.open(pair.network);
  asked = [];
  invited = 0;
  pair.bob.onRequest(({ request, respond }) => {
    asked.push(request.method);
    respond(200);
  });
  pair.bob.onInvite((invite) => {
    invited += 1;
    invite.ring();
  });
});

const ask = async (options: RequestLines): Promise<number[]> => {
  const before = raw.responses.length;
  raw.send(BOB, requestLines(options));
  await pair.clock.advance(10);
  return raw.statuses.slice(before);
};

const last = (name: string): string | undefined => headerValue(raw.responses.at(-1)!, name);

describe('checks of RFC 3261 8.2', () => {
  test('8.2.1: an unknown method gets 405 with Allow', async () => {
    expect(await ask({ method: 'FROBNICATE', branch: '1' })).toEqual([405]);
    expect(last('Allow')).toContain('INVITE, ACK, CANCEL, BYE');
  });

  test('8.2.2.1: an unknown scheme gets 416, tel is fine', async () => {
    expect(await ask({ method: 'OPTIONS', branch: '1', uri: 'http://example.com' })).toEqual([416]);
    expect(await ask({ method: 'OPTIONS', branch: '2', uri: 'tel:+33123456789' })).toEqual([200]);
  });

  test('8.2.2.2: the same request by another way gets 482, a repetition the old answer', async () => {
    const invite = { method: 'INVITE', callId: 'one', branch: 'a' };
    expect(await ask(invite)).toEqual([180]);
    expect(await ask(invite)).toEqual([180]);
    expect(await ask({ ...invite, branch: 'b' })).toEqual([482]);
    expect(invited).toBe(1);
  });

  test('8.2.2.3: an unknown extension in Require gets 420 with Unsupported', async () => {
    expect(await ask({ method: 'INVITE', branch: '1', extra: ['Require: timer, 100rel, bar, foo'] })).toEqual([420]);
    expect(last('Unsupported')).toBe('bar, foo');
    expect(invited).toBe(0);
  });

  test('16.3: Max-Forwards 0 gets 483 for what would be passed on, not for REGISTER', async () => {
    expect(await ask({ method: 'INVITE', branch: '1', maxForwards: 0 })).toEqual([483]);
    expect(await ask({ method: 'REGISTER', branch: '2', maxForwards: 0 })).toEqual([200]);
  });

  test('8.2.7: overload is answered statelessly, with the same tag each time', async () => {
    const flood = { method: 'INVITE', branch: 'flooooooooooooood', extra: ['X-Flood: 1'] };
    expect(await ask(flood)).toEqual([503]);
    expect(last('Retry-After')).toBe('7');
    expect(await ask(flood)).toEqual([503]);
    const tags = raw.responses.map((response) => readTag(response, 'To'));
    expect(new Set(tags).size).toBe(1);
    expect(pair.bob.stats()).toMatchObject({ serverTransactionsLive: 0, dropped: { shed: 2 } });
  });

  test('12.2.2: requests of a dialog that is not here get 481; an ACK nothing', async () => {
    for (const method of ['BYE', 'INVITE', 'INFO']) {
      expect(await ask({ method, branch: method, toTag: 'nobody', extra: ['X-Flood: 1'] })).toEqual([481]);
    }
    expect(await ask({ method: 'BYE', branch: 'outside' })).toEqual([481]);
    expect(await ask({ method: 'ACK', branch: 'ack', toTag: 'nobody' })).toEqual([]);
    expect(pair.bob.stats().dropped).toEqual({ stray_ack: 1 });
  });

  test('9.2: CANCEL of nothing gets 481', async () => {
    expect(await ask({ method: 'CANCEL', branch: '1' })).toEqual([481]);
  });

  test('20.14: CSeq method must be the request method; branches without cookie are refused', async () => {
    raw.send(
      BOB,
      requestLines({ method: 'OPTIONS', branch: '1' }).map((line) => line.replace('1 OPTIONS', '1 INVITE')),
    );
    raw.send(
      BOB,
      requestLines({ method: 'OPTIONS', branch: '2' }).map((line) => line.replace('z9hG4bK', 'old')),
    );
    await pair.clock.advance(10);
    expect(raw.statuses).toEqual([400, 400]);
    expect(asked).toEqual([]);
  });

  test('an INVITE without Contact or From tag cannot become a dialog: 400', async () => {
    raw.send(
      BOB,
      requestLines({ method: 'INVITE', branch: '1' }).filter((line) => !line.startsWith('Contact')),
    );
    raw.send(
      BOB,
      requestLines({ method: 'INVITE', branch: '2' }).map((line) => line.replace(';tag=raw', '')),
    );
    await pair.clock.advance(10);
    expect(raw.statuses).toEqual([400, 400]);
    expect(invited).toBe(0);
  });

  test('17.2.1: 100 by itself after 200 ms when the user says nothing', async () => {
    pair.bob.onInvite(() => undefined);
    expect(await ask({ method: 'INVITE', branch: '1' })).toEqual([]);
    await pair.clock.advance(200);
    expect(raw.statuses).toEqual([100]);
  });

  test('12.2.2: an old CSeq in a dialog gets 500', async () => {
    pair.bob.onInvite((invite) => void invite.accept({ body: 'v=0' }));
    await ask({ method: 'INVITE', branch: '1', callId: 'd', cseq: 5 });
    const toTag = readTag(raw.responses[0]!, 'To')!;
    raw.send(BOB, requestLines({ method: 'ACK', branch: '2', callId: 'd', cseq: 5, toTag }));
    expect(await ask({ method: 'INFO', branch: '3', callId: 'd', cseq: 4, toTag })).toEqual([500]);
    expect(await ask({ method: 'INFO', branch: '4', callId: 'd', cseq: 9, toTag })).toEqual([200]);
    expect(await ask({ method: 'BYE', branch: '5', callId: 'd', cseq: 10, toTag })).toEqual([200]);
    expect(pair.bob.stats().dialogsLive).toBe(0);
  });

  test('an error in a handler is caught, counted and logged; the next request is answered', async () => {
    pair.bob.onRequest(({ request, respond }) => {
      if (request.method === 'MESSAGE') throw new Error('handler bug');
      respond(200);
    });
    expect(await ask({ method: 'MESSAGE', branch: '1' })).toEqual([]);
    expect(await ask({ method: 'OPTIONS', branch: '2' })).toEqual([200]);
    expect(pair.bob.stats().internalErrors).toBe(1);
    expect(pair.log).toHaveLength(1);
  });
});

describe('screening before anything is kept', () => {
  const screened = async (verdict: ScreenVerdict, options: RequestLines): Promise<number[]> => {
    const seen: string[] = [];
    pair.bob.screenWith((request) => {
      seen.push(request.method);
      return verdict;
    });
    const statuses = await ask(options);
    expect(seen).toEqual(options.toTag === undefined ? [options.method] : []);
    return statuses;
  };

  test('answers once, keeps no transaction, and repeats nothing', async () => {
    const headers = [{ name: 'WWW-Authenticate', value: 'Digest realm="x", nonce="1"' }];
    expect(await screened({ status: 401, headers }, { method: 'INVITE', branch: 'a' })).toEqual([401]);
    expect(last('WWW-Authenticate')).toContain('nonce="1"');
    expect(readTag(raw.responses.at(-1)!, 'To')).toBeDefined();
    expect(pair.bob.stats().serverTransactionsLive).toBe(0);
    await pair.clock.advance(40_000);
    expect(raw.statuses).toEqual([401]);
    expect(invited).toBe(0);
  });

  test('drops without an answer, lets pass, and is not asked inside dialogs', async () => {
    expect(await screened('drop', { method: 'OPTIONS', branch: 'a' })).toEqual([]);
    expect(pair.bob.stats().dropped).toEqual({ screened: 1 });
    expect(await screened('pass', { method: 'OPTIONS', branch: 'b' })).toEqual([200]);
    expect(asked).toEqual(['OPTIONS']);
  });

  test('an INVITE of no dialog is refused once', async () => {
    expect(await screened('pass', { method: 'INVITE', branch: 'a', toTag: 'nobody' })).toEqual([481]);
    await pair.clock.advance(40_000);
    expect(raw.statuses).toEqual([481]);
  });
});
