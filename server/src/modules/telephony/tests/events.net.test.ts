import { events, type EventName } from '@carillon/api';
import { expect, test } from 'vitest';
import { until } from '#test/factories/telephony';
import { endedCalls, get, post, rowsOf, scene, talk, type Row } from '#test/factories/telephony-scenario';
import { writeSdp } from '#test/factories/telephony-media';

test('the house hears of a call in the order of its life, and consumers are woken', async () => {
  const { app, phones } = await scene(3);
  const [ada, ben, cleo] = [phones[0]!, phones[1]!, phones[2]!];
  const heard: string[] = [];
  for (const name of ['telephony.call.answered', 'telephony.call.ended'] as const) {
    app.outbox.subscribe('test', name, async (event) => void heard.push(event.name));
  }
  await app.outbox.start();
  const { callerSession, calleeSession } = await talk(ada, ben, '202');
  await callerSession.reinvite({ body: writeSdp(['PCMA'], 'sendonly') });
  await callerSession.reinvite({ body: writeSdp(['PCMA']) });
  const live = await get<{ items: { id: string }[] }>(app, '/api/v1/live-calls', ben.user.cookie);
  const callId = live.items[0]!.id;
  await post(app, `/api/v1/live-calls/${callId}/transfer`, ben.user.cookie, { to: '203' });
  const gone = new Promise((resolve) => calleeSession.onBye(resolve));
  const target = await cleo.answerNext();
  await gone;
  await target.bye();
  await endedCalls(app);
  const told = (await rowsOf(app, 'outbox_event'))
    .filter((row) => row['aggregateId'] === callId)
    .toSorted((one, other) => Number((one['position'] as bigint) - (other['position'] as bigint)));
  expect(told.map((row) => String(row['name']).replace('telephony.call.', ''))).toEqual([
    'started',
    'answered',
    'held',
    'held',
    'transferred',
    'ended',
  ]);
  const payloads = told.map((row) => events[row['name'] as EventName].parse(row['payload']) as Row);
  expect(payloads[0]).toMatchObject({ callId, direction: 'internal', from: { userId: ada.user.id } });
  expect(payloads[1]).toMatchObject({ userId: ben.user.id });
  expect(payloads.slice(2, 4).map((payload) => payload['held'])).toEqual([true, false]);
  expect(payloads[4]).toMatchObject({ kind: 'blind', byUserId: ben.user.id, to: { userId: cleo.user.id } });
  await until('both consumers heard it', () => heard.length === 2);
  expect(heard).toEqual(['telephony.call.answered', 'telephony.call.ended']);
});
