import { describe, expect, test } from 'vitest';
import { makeUser } from '#test/factories/identity';
import { makeNumber } from '#test/factories/numbers';
import { makeCarrier, type Phone } from '#test/factories/telephony';
import { detail, endedCalls, scene } from '#test/factories/telephony-scenario';

const invite = /^INVITE/;
const lines = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^${name}: (.*)$`, 'gmi'))].map((match) => match[1]!.trim());

/** Answers the next call as a forward key does. */
async function forwardNext(phone: Phone, ...targets: string[]): Promise<void> {
  const headers = targets.map((uri) => ({ name: 'Contact', value: `<${uri}>` }));
  (await phone.nextCall()).reject(302, { headers });
}

describe('the forward key of a telephone', () => {
  test('sends the call to a colleague, who sees by whom', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
    const outgoing = ada.call('202');
    await forwardNext(ben, 'sip:203@127.0.0.1');
    const session = await cleo.answerNext();
    expect((await outgoing.result).kind).toBe('answered');
    const { text } = await cleo.waitForMessage(invite);
    expect(lines(text, 'From')[0]).toContain('sip:201@');
    expect(lines(text, 'Diversion')[0]).toMatch(/sip:202@.*reason=unconditional/);
    await session.bye();
    const [call] = await endedCalls(app);
    expect(call).toMatchObject({ outcome: 'answered' });
    const decisions = (await detail(app, call!['id'], ada.user.cookie)).trace.map((entry) => entry.decision);
    expect(decisions).toContain('redirected');
  });

  test('sends a call from outside to a number outside: paid and shown as the owner’s own call', async () => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app);
    const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    void carrier.call(number, { from: '<sip:+33612345678@127.0.0.1>' });
    await forwardNext(phones[0]!, 'sip:0142685300@127.0.0.1;user=phone');
    await carrier.nextCall();
    const { text } = await carrier.waitForMessage(/^INVITE sip:\+33142685300@/);
    expect(lines(text, 'From')[0]).toContain(`<sip:${number}@`);
    expect(lines(text, 'Diversion')[0]).toContain(`<sip:${number}@`);
  });

  test.each([
    ['a foreign host', 'sip:bob@203.0.113.9', 'redirected', 480],
    ['a foreign host with an extension in it', 'sip:203@203.0.113.9', 'redirected', 480],
    ['itself', 'sip:202@127.0.0.1', 'loop', 482],
    ['the caller, who is in a call', 'sip:201@127.0.0.1', 'user_busy', 486],
    ['an emergency number', 'tel:112', 'emergency_refused', 403],
    ['a number that its owner may not call', 'tel:+33142685300', 'no_caller_id', 403],
    ['nothing at all', 'mailto:bob@example.fr', 'redirected', 480],
  ] as const)('to %s: the call ends, and nobody else is called', async (...[, target, hangupCause, status]) => {
    const { app, phones } = await scene(3);
    const carrier = await makeCarrier(app);
    const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
    const outgoing = ada.call('202');
    await forwardNext(ben, target);
    expect(await outgoing.result).toMatchObject({ kind: 'rejected', response: { status } });
    expect((await endedCalls(app))[0]).toMatchObject({ hangupCause });
    for (const other of [carrier, cleo]) expect(other.messages.filter(({ text }) => invite.test(text))).toEqual([]);
  });

  test('two keys that point at each other: one round, then the call ends', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
    const outgoing = ada.call('202');
    await forwardNext(ben, 'sip:203@127.0.0.1');
    await forwardNext(cleo, 'sip:202@127.0.0.1');
    expect(await outgoing.result).toMatchObject({ kind: 'rejected', response: { status: 482 } });
    expect((await endedCalls(app))[0]).toMatchObject({ hangupCause: 'loop' });
  });

  test('can be switched off for a telephone, and for an organization', async () => {
    const { app, organizationId, phones } = await scene(3);
    const [ada, ben] = phones as [Phone, Phone];
    const { cookie } = await makeUser(app, { organizationId, role: 'admin' });
    const set = (followsForwarding: boolean) =>
      app.inject({
        method: 'PATCH',
        url: `/api/v1/devices/${ben.deviceId}`,
        headers: { cookie },
        payload: { followsForwarding },
      });
    expect((await set(false)).json()).toMatchObject({ followsForwarding: false });
    const first = ada.call('202');
    await forwardNext(ben, 'sip:203@127.0.0.1');
    expect(await first.result).toMatchObject({ kind: 'rejected', response: { status: 480 } });
    await set(true);
    const withdrawn = { organizationId, key: 'telephony.phone_forwarding', granted: false } as const;
    await app.modules.contract.grant({ kind: 'system', name: 'test' }, { ...withdrawn, limit: null, reason: 'test' });
    const second = ada.call('202');
    await forwardNext(ben, 'sip:203@127.0.0.1');
    expect(await second.result).toMatchObject({ kind: 'rejected', response: { status: 480 } });
  });
});

describe('a carrier that redirects', () => {
  test.each([
    [false, 480],
    [true, null],
  ] as const)('followed %s', async (followsRedirects, status) => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app, { followsRedirects });
    const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    const outgoing = phones[0]!.call('0142685300');
    const headers = [{ name: 'Contact', value: '<sip:+33142685311@carrier.example>' }];
    (await carrier.nextCall()).reject(302, { headers });
    if (status !== null) {
      expect(await outgoing.result).toMatchObject({ kind: 'rejected', response: { status } });
      return;
    }
    await carrier.answerNext();
    expect((await outgoing.result).kind).toBe('answered');
    const { text } = await carrier.waitForMessage(/^INVITE sip:\+33142685311@/);
    expect(lines(text, 'From')[0]).toContain(number);
  });
});
