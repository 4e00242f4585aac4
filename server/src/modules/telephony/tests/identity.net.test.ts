import { describe, expect, test } from 'vitest';
import { makeNumber } from '#test/factories/numbers';
import { makeCarrier } from '#test/factories/telephony';
import { detail, endedCalls, get, post, rowsOf, scene, talk } from '#test/factories/telephony-scenario';
import type { LiveCall } from '@carillon/api';

const lines = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^${name}: (.*)$`, 'gmi'))].map((match) => match[1]!.trim());
const invite = /^INVITE/;

describe('a withheld number', () => {
  test.each(['#31#0142685300', '*31#0142685300', '36510142685300'])(
    '%s: the carrier knows, nobody else',
    async (dialled) => {
      const { app, organizationId, phones } = await scene(1);
      const carrier = await makeCarrier(app);
      const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
      void phones[0]!.call(`sip:${encodeURIComponent(dialled)}@127.0.0.1`);
      (await carrier.nextCall()).reject(486);
      const { text } = await carrier.waitForMessage(invite);
      expect(text).toMatch(/^INVITE sip:\+33142685300@/);
      expect(lines(text, 'From')[0]).toMatch(/^"?Anonymous"? <sip:anonymous@anonymous\.invalid>/);
      expect(lines(text, 'Privacy')).toEqual(['id']);
      expect(lines(text, 'P-Asserted-Identity')).toEqual([`<sip:${number}@127.0.0.1>`]);
      expect(lines(text, 'Contact')[0]).not.toContain(number.slice(3));
      const [call] = await endedCalls(app);
      expect(call).toMatchObject({ toNumber: '+33142685300' });
      const decisions = (await detail(app, call!['id'], phones[0]!.user.cookie)).trace.map((entry) => entry.decision);
      expect(decisions).toContain('caller_id_withheld');
      // The records know what was hidden: the bill and the police need it.
      expect((await rowsOf(app, 'call_records')).map((record) => record['callerId'])).toContain(number);
    },
  );

  test('a carrier that is not trusted learns it nowhere', async () => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app, { trusted: false, callerIdHeader: 'both' });
    const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    void phones[0]!.call('0142685300', { headers: [{ name: 'Privacy', value: 'id' }] });
    (await carrier.nextCall()).reject(486);
    const { text } = await carrier.waitForMessage(invite);
    expect(text).not.toContain(number.slice(3));
    expect(text).not.toContain(phones[0]!.user.name);
  });

  test('of a caller from outside: neither the telephone nor the log shows it', async () => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app);
    const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    const headers = [
      { name: 'P-Asserted-Identity', value: '"Marie" <sip:+33612345678@carrier>' },
      { name: 'Privacy', value: 'id' },
    ];
    const from = '"Anonymous" <sip:anonymous@anonymous.invalid>';
    const outgoing = carrier.call(number, { from, headers });
    await phones[0]!.nextCall();
    const { text } = await phones[0]!.waitForMessage(invite);
    expect(text).not.toMatch(/612345678|Marie/);
    expect(lines(text, 'From')[0]).toContain('sip:anonymous@anonymous.invalid');
    outgoing.cancel();
    expect((await endedCalls(app))[0]).toMatchObject({ fromNumber: null, fromName: null });
  });
});

describe('forwarding', () => {
  test('a carrier tells who sent the call on: the trace keeps it, the telephone shows it', async () => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app);
    const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    const value = '"Ben" <sip:+33199000077@carrier>;reason=no-answer';
    const outgoing = carrier.call(number, { headers: [{ name: 'Diversion', value }] });
    await phones[0]!.nextCall();
    const { text } = await phones[0]!.waitForMessage(invite);
    expect(lines(text, 'Diversion')).toEqual([
      'Ben <sip:+33199000077@127.0.0.1>;reason=no-answer;privacy=off;counter=1',
    ]);
    outgoing.cancel();
    const [call] = await endedCalls(app);
    const { trace } = await detail(app, call!['id'], phones[0]!.user.cookie);
    expect(trace).toContainEqual(
      expect.objectContaining({ decision: 'forwarded_by', values: { by: 'Ben', reason: 'no_answer' } }),
    );
  });

  test.each([
    ['own', /\+331/, 'diversion', 'Diversion'],
    ['original', /\+33612345678/, 'history_info', 'History-Info'],
  ] as const)(
    'a transfer to the outside presents the %s number',
    async (forwardedCallerId, presented, forwardingHeader, name) => {
      const { app, organizationId, phones } = await scene(1);
      const carrier = await makeCarrier(app, { forwardedCallerId, forwardingHeader });
      const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
      void carrier.call(number, { from: '<sip:+33612345678@127.0.0.1>' });
      await phones[0]!.answerNext();
      const { cookie } = phones[0]!.user;
      const { items } = await get<{ items: LiveCall[] }>(app, '/api/v1/live-calls', cookie);
      const answer = await post(app, `/api/v1/live-calls/${items[0]!.id}/transfer`, cookie, { to: '0142685300' });
      expect(answer.statusCode).toBe(202);
      await carrier.nextCall();
      const { text } = await carrier.waitForMessage(/^INVITE sip:\+33142685300/);
      expect(lines(text, 'From')[0]).toMatch(presented);
      expect(lines(text, 'P-Asserted-Identity')[0]).toMatch(presented);
      expect(lines(text, name)[0]).toContain(`<sip:${number}@127.0.0.1>`);
    },
  );

  test('a colleague to whom a call is transferred sees who waits, not who transfers', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones;
    await talk(ada!, ben!, '202');
    const { cookie } = ada!.user;
    const { items } = await get<{ items: LiveCall[] }>(app, '/api/v1/live-calls', cookie);
    await post(app, `/api/v1/live-calls/${items[0]!.id}/transfer`, cookie, { to: '203' });
    await cleo!.nextCall();
    const { text } = await cleo!.waitForMessage(invite);
    expect(lines(text, 'From')[0]).toContain('sip:202@');
    expect(lines(text, 'Diversion')[0]).toContain('sip:201@');
  });
});
