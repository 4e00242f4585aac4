import type { ServiceExtensionView } from '@carillon/api';
import { expect, test } from 'vitest';
import { makeUser } from '#test/factories/identity';
import { telephonyApp, type TelephonyApp } from '#test/factories/telephony';

const path = '/api/v1/service-extensions';
const room = { kind: 'conference', name: 'Board', extension: '800', maxParties: 10 };

async function ask(app: TelephonyApp, what: string, cookie: string, payload?: object) {
  const [method, url] = what.split(' ') as ['GET', string];
  const response = await app.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
  return { status: response.statusCode, body: response.body === '' ? null : response.json() };
}

test('a conference room is added, seen by everybody, changed and removed', async () => {
  const app = await telephonyApp();
  const admin = await makeUser(app, { role: 'admin' });
  const member = await makeUser(app, { organizationId: admin.organizationId });
  const made = await ask(app, `POST ${path}`, admin.cookie, room);
  expect(made).toMatchObject({ status: 201, body: { ...room, partiesNow: 0 } });
  const { id } = made.body as ServiceExtensionView;
  expect((await ask(app, `GET ${path}`, member.cookie)).body.items).toMatchObject([room]);
  expect((await ask(app, 'GET /api/v1/dial-preview?to=800', member.cookie)).body).toMatchObject({ name: 'Board' });
  const message = { kind: 'announcement', name: 'Closed', extension: '802', sound: 'unavailable', repeats: false };
  expect((await ask(app, `PUT ${path}/${id}`, admin.cookie, message)).body).toMatchObject(message);
  expect((await ask(app, 'GET /api/v1/dial-preview?to=800', member.cookie)).body).toMatchObject({ kind: 'invalid' });
  expect((await ask(app, `DELETE ${path}/${id}`, admin.cookie)).status).toBe(204);
  expect((await ask(app, `GET ${path}`, member.cookie)).body.items).toEqual([]);
  expect((await ask(app, `POST ${path}`, admin.cookie, room)).status).toBe(201);
});

test('an extension belongs to one: a person, a room or an emergency service', async () => {
  const app = await telephonyApp();
  const admin = await makeUser(app, { role: 'admin', extension: '201' });
  await ask(app, `POST ${path}`, admin.cookie, room);
  const taken = (extension: string) => ask(app, `POST ${path}`, admin.cookie, { ...room, extension });
  expect((await taken('800')).body.code).toBe('extension_taken');
  expect((await taken('201')).body.code).toBe('extension_taken');
  expect((await taken('112')).body.code).toBe('reserved_extension');
  expect((await taken('12a')).body).toMatchObject({ status: 400, fields: [{ path: 'extension' }] });
  expect((await ask(app, `POST ${path}`, admin.cookie, { ...room, maxParties: 51 })).status).toBe(400);
});

test('members may not change them; other organizations see none; nobody gets in without signing in', async () => {
  const app = await telephonyApp();
  const admin = await makeUser(app, { role: 'admin' });
  const member = await makeUser(app, { organizationId: admin.organizationId });
  const stranger = await makeUser(app, { role: 'admin' });
  const { id } = (await ask(app, `POST ${path}`, admin.cookie, room)).body as ServiceExtensionView;
  expect((await ask(app, `POST ${path}`, member.cookie, { ...room, extension: '803' })).status).toBe(403);
  expect((await ask(app, `GET ${path}`, stranger.cookie)).body.items).toEqual([]);
  expect((await ask(app, `PUT ${path}/${id}`, stranger.cookie, room)).status).toBe(404);
  expect((await ask(app, `DELETE ${path}/${id}`, stranger.cookie)).status).toBe(404);
  expect((await ask(app, `GET ${path}`, '')).status).toBe(401);
});
