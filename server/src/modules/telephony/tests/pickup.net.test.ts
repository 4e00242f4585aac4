import { describe, expect, test } from 'vitest';
import type { IncomingInvite } from '@carillon/sip';
import { makePhone, type Phone } from '#test/factories/telephony';
import { detail, endedCalls, scene, talk } from '#test/factories/telephony-scenario';

/** Replaces as a pickup key writes it, from what it was told of the ringing telephone. */
function replacing({ callId, localTag, remoteTag }: IncomingInvite, more = ';early-only') {
  return [{ name: 'Replaces', value: `${callId};to-tag=${remoteTag};from-tag=${localTag}${more}` }];
}

async function ringing(caller: Phone, callee: Phone, extension: string) {
  const outgoing = caller.call(extension);
  const incoming = await callee.nextCall();
  const cancelled = new Promise<string | null>((resolve) => incoming.onCancelled(resolve));
  incoming.ring();
  await caller.waitForMessage(/^SIP\/2.0 180/);
  return { outgoing, incoming, cancelled };
}

describe('directed pickup (RFC 3891)', () => {
  test.each([';early-only', ''])('a colleague takes the call that rings elsewhere%s', async (more) => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
    const { outgoing, incoming, cancelled } = await ringing(ada, ben, '202');
    const picked = await cleo.call('202', { headers: replacing(incoming, more) }).result;
    expect(picked.kind).toBe('answered');
    expect((await outgoing.result).kind).toBe('answered');
    // No missed call on the telephone that rang.
    expect(await cancelled).toMatch(/cause=200/);
    expect(app.modules.media.bridges()).toHaveLength(1);
    if (picked.kind === 'answered') await picked.session.bye();
    const [call] = await endedCalls(app);
    expect(call).toMatchObject({ outcome: 'answered' });
    const decisions = (await detail(app, call!['id'], cleo.user.cookie)).trace.map((entry) => entry.decision);
    expect(decisions).toContain('picked_up');
  });

  test('of a call that is answered meanwhile, early-only takes nothing: 486', async () => {
    const { phones } = await scene(3);
    const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
    const { outgoing, incoming } = await ringing(ada, ben, '202');
    await incoming.accept({
      body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n',
    });
    expect((await outgoing.result).kind).toBe('answered');
    expect(await cleo.call('202', { headers: replacing(incoming) }).result).toMatchObject({
      kind: 'rejected',
      response: { status: 486 },
    });
  });

  test('of a dialog that nobody has, with wrong tags, or of another organization: 481', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
    const { incoming, outgoing } = await ringing(ada, ben, '202');
    const stranger = await makePhone(app, { extension: '202' });
    const swapped = {
      callId: incoming.callId,
      localTag: incoming.remoteTag,
      remoteTag: incoming.localTag,
    } as IncomingInvite;
    const tries: [Phone, { name: string; value: string }[]][] = [
      [cleo, replacing({ ...swapped, callId: 'nobody' })],
      [cleo, replacing(swapped)],
      [stranger, replacing(incoming)],
    ];
    for (const [phone, headers] of tries) {
      expect(await phone.call('202', { headers }).result).toMatchObject({ response: { status: 481 } });
    }
    expect(incoming.state).toBe('pending');
    outgoing.cancel();
  });

  test('whoever is in a call has no channel for it: 486, and it rings on', async () => {
    const { phones } = await scene(4);
    const [ada, ben, cleo, dan] = phones as [Phone, Phone, Phone, Phone];
    await talk(cleo, dan, '204');
    const { incoming, outgoing } = await ringing(ada, ben, '202');
    expect(await cleo.call('202', { headers: replacing(incoming) }).result).toMatchObject({
      response: { status: 486 },
    });
    expect(incoming.state).toBe('pending');
    outgoing.cancel();
  });
});

test('a connected party is replaced: the new one is answered, the old one released', async () => {
  const { app, phones } = await scene(3);
  const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
  const { calleeSession } = await talk(ada, ben, '202');
  const released = new Promise<string>((resolve) => calleeSession.onBye(({ kind }) => resolve(kind)));
  const { callId, localTag, remoteTag } = calleeSession;
  const value = `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
  const result = await cleo.call('202', { headers: [{ name: 'Replaces', value }] }).result;
  expect(result.kind).toBe('answered');
  expect(await released).toBe('bye');
  expect(app.modules.media.bridges()).toHaveLength(1);
});

test('a caller whose call was answered elsewhere cancels so: our telephones keep no missed call', async () => {
  const { phones } = await scene(2);
  const { outgoing, cancelled } = await ringing(phones[0]!, phones[1]!, '202');
  outgoing.cancel('completed_elsewhere');
  expect(await cancelled).toMatch(/SIP;cause=200/);
});

test('a carrier hears why in Q.850, and is heard', async () => {
  const { app, phones } = await scene(2);
  const refused = phones[0]!.call('202');
  (await phones[1]!.nextCall()).reject(480, { headers: [{ name: 'Reason', value: 'Q.850;cause=17' }] });
  const result = await refused.result;
  expect(result.kind === 'rejected' && result.response.headers.filter(({ name }) => name === 'Reason')).toEqual([
    expect.objectContaining({ value: expect.stringMatching(/^SIP;cause=480/) }),
    expect.objectContaining({ value: expect.stringMatching(/^Q\.850;cause=17/) }),
  ]);
  const { callerSession } = await talk(phones[0]!, phones[1]!, '202');
  await callerSession.bye({ reason: 'Q.850;cause=27' });
  const calls = await endedCalls(app, 2);
  expect(calls.map((call) => call['hangupCause'])).toEqual(['user_busy', 'far_side_overloaded']);
});
