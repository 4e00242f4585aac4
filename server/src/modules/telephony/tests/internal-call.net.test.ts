import { expect, test } from 'vitest';
import { makeOrganization } from '#test/factories/identity';
import { makePhone, telephonyApp, until, type TelephonyApp } from '#test/factories/telephony';
import { endedCalls, rowsOf } from '#test/factories/telephony-scenario';

async function pair(app: TelephonyApp) {
  const { id: organizationId } = await makeOrganization(app);
  const [ada, ben] = [
    await makePhone(app, { organizationId, extension: '201' }),
    await makePhone(app, { organizationId, extension: '202' }),
  ];
  return { organizationId, ada, ben };
}

test('two members of an organization talk: rung, answered, bridged on one codec, recorded per leg', async () => {
  const app = await telephonyApp();
  const { ada, ben } = await pair(app);
  const invite = ada.call('202');
  const session = await ben.answerNext();
  const answered = await invite.result;
  expect(answered.kind).toBe('answered');
  await until('both hear each other', () => app.modules.media.bridges().length === 1);
  expect(app.modules.media.open().map((leg) => leg.codec)).toEqual(['PCMA', 'PCMA']);
  await app.clock.advance(3_000);
  await session.bye();
  const [call] = await endedCalls(app);
  expect(await rowsOf(app, 'call_records')).toHaveLength(2);
  expect(call).toMatchObject({
    direction: 'internal',
    outcome: 'answered',
    hungUpBy: 'callee',
    talkSeconds: 3,
    toUserId: ben.user.id,
  });
  expect(await rowsOf(app, 'call_owners')).toEqual([]);
  expect(app.modules.media.open()).toEqual([]);
});

test('the caller gives up: the other telephone stops, the call is missed', async () => {
  const app = await telephonyApp();
  const { ada, ben } = await pair(app);
  const invite = ada.call('202');
  const ringing = await ben.nextCall();
  ringing.ring();
  await ada.waitForMessage(/^SIP\/2.0 180/);
  const cancelled = new Promise((resolve) => ringing.onCancelled(resolve));
  invite.cancel();
  await cancelled;
  expect((await invite.result).kind).toBe('cancelled');
  const [call] = await endedCalls(app);
  expect(await rowsOf(app, 'call_records')).toHaveLength(2);
  expect(call).toMatchObject({ outcome: 'missed', hungUpBy: 'caller', hangupCause: 'caller_gave_up' });
});
