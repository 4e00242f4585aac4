import type { CallDetail } from '@carillon/api';
import { expect, test } from 'vitest';
import { makeOrganization, makeUser } from '#test/factories/identity';
import { until, type TelephonyApp } from '#test/factories/telephony';
import { detail, endedCalls, get, scene, talk } from '#test/factories/telephony-scenario';

async function liveCallId(app: TelephonyApp, cookie: string): Promise<string> {
  return until('a call in the bar', async () => {
    const { items } = await get<{ items: { id: string; state: string }[] }>(app, '/api/v1/live-calls', cookie);
    return items[0]?.state === 'connected' ? items[0].id : null;
  });
}

async function statusFor(app: TelephonyApp, callId: string, cookie: string): Promise<number> {
  const response = await app.inject({ method: 'GET', url: `/api/v1/calls/${callId}`, headers: { cookie } });
  return response.statusCode;
}

test('a call page opens while people talk: live state, legs as far as known, the trace so far', async () => {
  const { app, phones } = await scene(3);
  const [ada, ben, cleo] = [phones[0]!, phones[1]!, phones[2]!];
  const { calleeSession } = await talk(ada, ben, '202');
  const callId = await liveCallId(app, ada.user.cookie);
  const live: CallDetail = await detail(app, callId, ada.user.cookie);
  expect(live).toMatchObject({ state: 'connected', outcome: null, endedAt: null, hungUpBy: null });
  expect(live.legs.map((leg) => [leg.party.userId, leg.answeredAt !== null, leg.endedAt])).toEqual([
    [ada.user.id, true, null],
    [ben.user.id, true, null],
  ]);
  expect(live.trace.map((entry) => entry.decision)).toEqual(['internal', 'ring_devices', 'answered']);
  const { id: elsewhere } = await makeOrganization(app);
  const stranger = await makeUser(app, { organizationId: elsewhere, role: 'admin' });
  expect(await statusFor(app, callId, cleo.user.cookie)).toBe(404);
  expect(await statusFor(app, callId, stranger.cookie)).toBe(404);
  await calleeSession.bye();
});

test('between its end and its record a call is still there, and the same afterwards', async () => {
  const { app, phones } = await scene(2);
  const [ada, ben] = [phones[0]!, phones[1]!];
  const { calleeSession } = await talk(ada, ben, '202');
  const callId = await liveCallId(app, ada.user.cookie);
  await app.clock.advance(4_000);
  await calleeSession.bye();
  // The clock stands still, so the record goes on waiting for company.
  const waiting = await until('the call has ended', async () => {
    const seen: CallDetail = await detail(app, callId, ada.user.cookie);
    return seen.state === 'ended' && (await app.modules.telephony.health()).recordsWaiting === 1 ? seen : null;
  });
  expect(waiting).toMatchObject({ outcome: 'answered', talkSeconds: 4, hungUpBy: 'callee' });
  await endedCalls(app);
  const { legs, ...written }: CallDetail = await detail(app, callId, ada.user.cookie);
  const { legs: legsBefore, ...before } = waiting;
  expect(written).toEqual(before);
  expect(new Set(legs.map((leg) => leg.id))).toEqual(new Set(legsBefore.map((leg) => leg.id)));
});
