import { expect, test } from 'vitest';
import { operatorScope, sql } from '#platform/db';
import { makeOrganization } from '#test/factories/identity';
import { makePhone, telephonyApp, until, type TelephonyApp } from '#test/factories/telephony';

type Row = Record<string, unknown>;

async function rows(app: TelephonyApp, table: string): Promise<Row[]> {
  const result = await app.db.read(operatorScope, (tx) => sql<Row>`select * from ${sql.table(table)}`.execute(tx));
  return result.rows;
}

async function pair(app: TelephonyApp) {
  const { id: organizationId } = await makeOrganization(app);
  const [ada, ben] = [await makePhone(app, { organizationId, extension: '201' }), await makePhone(app, { organizationId, extension: '202' })];
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
  await until('records', async () => (await rows(app, 'call_records')).length === 2);
  const [call] = await rows(app, 'calls');
  expect(call).toMatchObject({ direction: 'internal', outcome: 'answered', hungUpBy: 'callee', talkSeconds: 3, toUserId: ben.user.id });
  expect(await rows(app, 'call_owners')).toEqual([]);
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
  await until('records', async () => (await rows(app, 'call_records')).length === 2);
  expect((await rows(app, 'calls'))[0]).toMatchObject({ outcome: 'missed', hungUpBy: 'caller', hangupCause: 'caller_gave_up' });
});
