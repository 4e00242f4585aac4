import { headerValue } from '@carillon/sip';
import { createLoopbackAgent, type LoopbackAgent } from '@carillon/sip/testing';
import { expect, onTestFinished, test } from 'vitest';
import { makeUser } from '#test/factories/identity';
import { makeNumber } from '#test/factories/numbers';
import { makeCarrier, until, type TelephonyApp } from '#test/factories/telephony';
import { writeSdp } from '#test/factories/telephony-media';
import { detail, endedCalls, rowsOf, scene, talk } from '#test/factories/telephony-scenario';

async function refusal(agent: LoopbackAgent, target: string) {
  const result = await agent.call(target).result;
  if (result.kind !== 'rejected') throw new Error(`the call was ${result.kind}`);
  return result.response;
}

/** Somebody on this machine who is neither the carrier nor a telephone of ours. */
async function makeStranger(app: TelephonyApp): Promise<LoopbackAgent> {
  const server = { address: '127.0.0.1', port: app.modules.ports.udpPort };
  const stranger = await createLoopbackAgent({ username: 'x', password: 'x', domain: '127.0.0.1', server });
  onTestFinished(() => stranger.close());
  return stranger;
}

test('without room for media a new call is refused before anything is opened; calls in progress go on', async () => {
  const { app, phones } = await scene(3);
  const [ada, ben, cleo] = [phones[0]!, phones[1]!, phones[2]!];
  const { callerSession } = await talk(ada, ben, '202');
  app.modules.media.full = true;
  await app.clock.advance(500);
  const legs = app.modules.media.legs.size;
  const response = await refusal(cleo, '201');
  expect([response.status, headerValue(response, 'Retry-After')]).toEqual([503, '10']);
  expect(app.modules.media.legs.size).toBe(legs);
  expect((await callerSession.reinvite({ body: writeSdp(['PCMA'], 'sendonly') })).kind).toBe('accepted');
  app.modules.media.full = false;
  await app.clock.advance(500);
  await callerSession.bye();
  await endedCalls(app);
  await talk(cleo, ada, '201');
  expect(await rowsOf(app, 'calls')).toHaveLength(1);
});

test('a trunk brings as many calls as agreed; the one too many is refused with a record that says why', async () => {
  const { app, organizationId, phones } = await scene(2);
  const [ada, ben] = [phones[0]!, phones[1]!];
  const carrier = await makeCarrier(app, { maxCalls: 1 });
  const { number: adas } = await makeNumber(app, { organizationId, assignedUserId: ada.user.id });
  const { number: bens } = await makeNumber(app, { organizationId, assignedUserId: ben.user.id });
  const first = carrier.call(adas);
  const session = await ada.answerNext();
  expect((await first.result).kind).toBe('answered');
  expect((await refusal(carrier, bens)).status).toBe(503);
  const [refused] = await endedCalls(app);
  expect(refused).toMatchObject({ direction: 'inbound', outcome: 'failed', hangupCause: 'trunks_full' });
  const [leg] = await rowsOf(app, 'call_records');
  expect(leg).toMatchObject({ trunkId: carrier.trunkId, sipStatus: 503, talkSeconds: 0 });
  await session.bye();
  await endedCalls(app, 2);
  const third = carrier.call(bens);
  await ben.answerNext();
  expect((await third.result).kind).toBe('answered');
  const boss = await makeUser(app, { organizationId, role: 'admin' });
  const decisions = (await detail(app, refused!['id'], boss.cookie)).trace.map((entry) => entry.decision);
  expect(decisions.slice(0, 2)).toEqual(['number_found', 'trunks_full']);
});

test('on loopback the address alone does not make a carrier: another port there is asked for a password', async () => {
  const { app, organizationId, phones } = await scene(1);
  const carrier = await makeCarrier(app, { host: '127.0.0.9', allowedSources: ['127.0.0.0/8'] });
  const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
  const stranger = await makeStranger(app);
  let status: number | null = null;
  const refused = refusal(stranger, number).then((response) => (status = response.status));
  // A wrong password is answered late, whoever it is for.
  await until('the answer', async () => {
    await app.clock.advance(40);
    return status;
  });
  expect(await refused).toBe(401);
  expect(app.modules.media.legs.size).toBe(0);
  const invite = carrier.call(number);
  const ringing = await phones[0]!.nextCall();
  ringing.ring();
  invite.cancel();
  await until('the call is recorded', async () => (await endedCalls(app)).length === 1);
});
