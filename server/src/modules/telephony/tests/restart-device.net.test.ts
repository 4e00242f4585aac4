import { headerValue } from '@carillon/sip';
import { expect, test } from 'vitest';
import { makeOrganization, makeUser } from '#test/factories/identity';
import { makePhone } from '#test/factories/telephony';
import { post, rowsOf, scene } from '#test/factories/telephony-scenario';

async function office() {
  const { app, organizationId, phones } = await scene(1);
  const admin = await makeUser(app, { organizationId, role: 'admin' });
  const phone = phones[0]!;
  const restart = async (deviceId = phone.deviceId, cookie = admin.cookie) => {
    const response = await post(app, `/api/v1/devices/${deviceId}/restart`, cookie);
    return [response.statusCode, response.json<{ outcome?: string; code?: string }>()] as const;
  };
  return { app, organizationId, phone, restart };
}

test('the telephone is asked with check-sync, its answer is told, the audit log knows who asked', async () => {
  const { app, phone, restart } = await office();
  const asked: (string | undefined)[] = [];
  phone.endpoint.onRequest((incoming) => {
    asked.push(headerValue(incoming.request, 'Event'));
    incoming.respond(asked.length === 1 ? 200 : 403);
  });
  expect(await restart()).toEqual([200, { outcome: 'accepted' }]);
  expect(await restart()).toEqual([200, { outcome: 'refused' }]);
  expect(asked).toEqual(['check-sync;reboot=true', 'check-sync;reboot=true']);
  const actions = (await rowsOf(app, 'audit_entries')).map((row) => row['action']);
  expect(actions.filter((action) => action === 'telephony.device.restarted')).toHaveLength(2);
});

test('a telephone that is silent, or not there', async () => {
  const { app, phone, restart } = await office();
  phone.endpoint.onRequest(() => undefined);
  const silent = restart();
  await phone.waitForMessage(/^NOTIFY /);
  await app.clock.advance(5_000);
  expect(await silent).toEqual([200, { outcome: 'no_answer' }]);
  await phone.register(0);
  expect(await restart()).toEqual([200, { outcome: 'not_registered' }]);
});

test('not somebody else’s, and not by everybody', async () => {
  const { app, phone, restart } = await office();
  const { id: otherId } = await makeOrganization(app);
  const foreign = await makePhone(app, { organizationId: otherId });
  expect((await restart(foreign.deviceId))[0]).toBe(404);
  expect((await restart(phone.deviceId, phone.user.cookie))[0]).toBe(403);
});
