import { expect, test } from 'vitest';
import { makeOrganization } from '#test/factories/identity';
import { makePhone, telephonyApp, until } from '#test/factories/telephony';
import { endedCalls } from '#test/factories/telephony-scenario';

test('who is not heard is said in the trace of the call and counted, once, and so is their return', async () => {
  const app = await telephonyApp();
  const { id: organizationId } = await makeOrganization(app);
  const ada = await makePhone(app, { organizationId, extension: '201' });
  const ben = await makePhone(app, { organizationId, extension: '202' });
  const invite = ada.call('202');
  const session = await ben.answerNext();
  expect((await invite.result).kind).toBe('answered');
  await until('both hear each other', () => app.modules.media.bridges().length === 1);
  const [adas, bens] = app.modules.media.open();
  const notHeard = async () =>
    /^carillon_media_legs_not_heard (\d+)$/m.exec((await app.inject({ method: 'GET', url: '/metrics' })).body)?.[1];
  bens!.happen('silence', 5);
  bens!.happen('silence', 10);
  await until('it is counted', async () => (await notHeard()) === '1');
  adas!.happen('silence', 5);
  await until('both are counted', async () => (await notHeard()) === '2');
  bens!.happen('silence', 0);
  adas!.happen('silence', 0);
  await until('none is counted', async () => (await notHeard()) === '0');
  await session.bye();
  const [call] = await endedCalls(app);
  const said = (call!['trace'] as { step: string; decision: string; values: object }[])
    .filter(({ step }) => step === 'media')
    .map(({ decision, values }) => [decision, values]);
  const [party, other] = [ben.user.name, ada.user.name];
  expect(said).toEqual([
    ['one_way_audio', { party, other }],
    ['nobody_heard', { party: other, other: party }],
    ['heard_again', { party, other }],
    ['heard_again', { party: other, other: party }],
  ]);
});
