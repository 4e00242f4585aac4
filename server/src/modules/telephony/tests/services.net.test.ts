import { expect, test } from 'vitest';
import { operatorScope } from '#platform/db';
import { makeOrganization } from '#test/factories/identity';
import { makePhone, telephonyApp, until, type TelephonyApp } from '#test/factories/telephony';
import { endedCalls } from '#test/factories/telephony-scenario';
import type { SeedService } from '../seed.ts';

const conference = { kind: 'conference', extension: '800', name: 'Board', maxParties: 2 } as const;
const announcement = { kind: 'announcement', extension: '801', name: 'Closed', sound: 'goodbye' } as const;

async function house(app: TelephonyApp, ...services: SeedService[]) {
  const { id: organizationId } = await makeOrganization(app);
  await app.db.transaction(operatorScope, (tx) =>
    app.modules.telephony.seed.createServices(tx, organizationId, services),
  );
  const phone = (extension: string) => makePhone(app, { organizationId, extension });
  return { organizationId, phone };
}

const rooms = (app: TelephonyApp) => [...app.modules.media.rooms.values()].map((parties) => parties.size);

async function enter(phone: Awaited<ReturnType<typeof makePhone>>) {
  const result = await phone.call('800').result;
  if (result.kind !== 'answered') throw new Error(JSON.stringify(result));
  return result.session;
}

test('who dials a conference is answered and in its room; the room ends with the last of them', async () => {
  const app = await telephonyApp();
  const { phone } = await house(app, conference);
  const [ada, ben] = [await phone('201'), await phone('202')];
  const first = await enter(ada);
  await until('ada is in', () => rooms(app).join() === '1');
  const second = await enter(ben);
  await until('both are in one room', () => rooms(app).join() === '2');
  await app.clock.advance(3_000);
  await first.bye();
  await until('ben is alone', () => rooms(app).join() === '1');
  await second.bye();
  await until('the room is closed', () => rooms(app).length === 0);
  const calls = await endedCalls(app);
  expect(calls[0]).toMatchObject({ outcome: 'answered', hungUpBy: 'caller', talkSeconds: 3, toName: 'Board' });
  expect(app.modules.media.open()).toEqual([]);
  // Again: the room of before does not stand in the way.
  await enter(ada);
  await until('ada is in again', () => rooms(app).join() === '1');
});

test('a conference without a free place answers 486, and says why in the trace', async () => {
  const app = await telephonyApp();
  const { phone } = await house(app, conference);
  const [ada, ben, eve] = [await phone('201'), await phone('202'), await phone('203')];
  await enter(ada);
  await enter(ben);
  await until('both are in', () => rooms(app).join() === '2');
  const refused = await eve.call('800').result;
  expect(refused).toMatchObject({ kind: 'rejected', response: { status: 486 } });
  const [call] = await endedCalls(app);
  expect(JSON.stringify(call)).toContain('conference_full');
});

test('an announcement is played and the call ends after it; a repeated one goes on', async () => {
  const app = await telephonyApp();
  const again = { ...announcement, extension: '802', repeats: true };
  const { phone } = await house(app, { ...announcement, repeats: false }, again);
  const [ada, ben] = [await phone('201'), await phone('202')];
  expect((await ada.call('801').result).kind).toBe('answered');
  await until('it plays', () => app.modules.media.open()[0]?.playing !== null);
  const [leg] = app.modules.media.open();
  expect(leg?.playing).toMatchObject({ source: { kind: 'file', name: 'fr/goodbye' }, repeat: false });
  leg?.happen('promptEnded', 'played');
  const [call] = await endedCalls(app);
  expect(call).toMatchObject({ outcome: 'answered', hungUpBy: 'system', hangupCause: 'normal' });
  expect((await ben.call('802').result).kind).toBe('answered');
  await until('it repeats', () => app.modules.media.open()[0]?.playing?.repeat === true);
});

test('the conference of another organization is nobody’s extension', async () => {
  const app = await telephonyApp();
  await house(app, conference);
  const stranger = await house(app);
  const refused = await (await stranger.phone('201')).call('800').result;
  expect(refused).toMatchObject({ kind: 'rejected', response: { status: 404 } });
});
