import { operation } from '@carillon/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestApp, type TestApp } from '../../../test/app.ts';
import type { Actor } from '../actor.ts';
import { appError } from '../errors.ts';
import { newId } from '../ids.ts';

const base = { since: '0.1', stability: 'stable', status: 200, summary: 'For tests' } as const;
const reply = z.object({ text: z.string() });
const echo = operation({
  ...base,
  id: 'echo',
  method: 'POST',
  path: '/api/v1/echo/:name',
  access: 'member',
  params: z.object({ name: z.string().max(5) }),
  query: z.object({ times: z.coerce.number().int().max(3).default(1) }),
  body: z.object({ text: z.string().max(2_000_000), list: z.array(z.object({ email: z.email() })).optional() }),
  reply,
});
const manage = operation({
  ...base,
  id: 'manage',
  method: 'DELETE',
  path: '/api/v1/manage',
  access: { permission: 'identity.user:manage' },
  status: 204,
});
const staffOnly = operation({ ...base, id: 'staffOnly', method: 'GET', path: '/api/v1/staff', access: 'staff', reply });
const open = operation({
  ...base,
  id: 'open',
  method: 'POST',
  path: '/api/v1/open',
  access: 'public',
  body: z.object({ email: z.string() }),
  reply,
});
const failing = operation({ ...base, id: 'failing', method: 'GET', path: '/api/v1/failing', access: 'public', reply });
const leaky = operation({ ...base, id: 'leaky', method: 'GET', path: '/api/v1/leaky', access: 'public', reply });

const organizationId = newId();
const actors: Record<string, Actor> = {
  user: { kind: 'user', userId: newId(), organizationId, role: 'user', name: 'Ana' },
  other: { kind: 'user', userId: newId(), organizationId, role: 'user', name: 'Bo' },
  admin: { kind: 'user', userId: newId(), organizationId, role: 'admin', name: 'Cy' },
  staff: { kind: 'staff', userId: newId(), name: 'Di' },
  key: { kind: 'api_key', apiKeyId: newId(), organizationId, permissions: ['identity.user:manage'], name: 'k' },
  weakKey: { kind: 'api_key', apiKeyId: newId(), organizationId, permissions: [], name: 'w' },
};

let app: TestApp<undefined>;
let runs = 0;
let behaviour: () => void | Promise<void> = () => {};

beforeAll(async () => {
  app = await createTestApp({
    modules({ http }) {
      http.setAuthenticator(async ({ headers }) => actors[headers.authorization?.replace('Bearer ', '') ?? ''] ?? null);
      http.route(echo, async ({ body, query }) => {
        runs += 1;
        await behaviour();
        return { text: body.text.repeat(query.times) };
      });
      http.route(manage, async () => {});
      http.route(staffOnly, async () => ({ text: 'staff' }));
      http.route(open, async ({ visitor }) => ({ text: visitor?.name ?? 'nobody' }));
      http.route(failing, async () => {
        throw new Error('secret detail');
      });
      http.route(leaky, async () => ({ text: 'shown', passwordHash: 'hidden' }));
      return undefined;
    },
  });
});
afterAll(() => app.close());
beforeEach(() => {
  runs = 0;
  behaviour = () => {};
});

type Extra = { headers?: Record<string, string>; payload?: unknown; url?: string };
const postEcho = (actor: string, { headers = {}, payload = { text: 'hi' }, url = '/api/v1/echo/a' }: Extra = {}) =>
  app.inject({
    method: 'POST',
    url,
    payload: payload as object,
    headers: { authorization: `Bearer ${actor}`, ...headers },
  });

test('a valid request reaches its handler with parsed values', async () => {
  const answer = await postEcho('user', { url: '/api/v1/echo/a?times=2' });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({ text: 'hihi' });
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('400 names each wrong field by its path, in a problem document', async () => {
  const answer = await postEcho('user', { payload: { list: [{ email: 'a@b.fr' }, { email: 'no' }] } });
  expect(answer.statusCode).toBe(400);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  const problem = answer.json();
  expect(problem).toMatchObject({ code: 'invalid_request', status: 400, requestId: answer.headers['x-request-id'] });
  expect(problem.fields.map((field: { path: string }) => field.path)).toEqual(['text', 'list.1.email']);
});

test('400 for a wrong parameter, a wrong query, a body that is not JSON and no body', async () => {
  expect((await postEcho('user', { url: '/api/v1/echo/toolong' })).json().fields[0].path).toBe('name');
  expect((await postEcho('user', { url: '/api/v1/echo/a?times=9' })).json().fields[0].path).toBe('times');
  const headers = { 'content-type': 'application/json' };
  expect((await postEcho('user', { payload: '{"text":', headers })).statusCode).toBe(400);
  expect((await postEcho('user', { payload: '', headers })).statusCode).toBe(400);
});

test('401 without sign-in, before the body is looked at', async () => {
  const answer = await postEcho('nobody', { payload: { wrong: true } });
  expect(answer.statusCode).toBe(401);
  expect(answer.json().code).toBe('signed_out');
});

test('403 by permission, kind of actor and API key; those who may, may', async () => {
  const remove = async (actor: string) =>
    (await app.inject({ method: 'DELETE', url: '/api/v1/manage', headers: { authorization: `Bearer ${actor}` } }))
      .statusCode;
  expect([await remove('user'), await remove('weakKey'), await remove('admin'), await remove('key')]).toEqual([
    403, 403, 204, 204,
  ]);
  const staff = async (actor: string) =>
    (await app.inject({ url: '/api/v1/staff', headers: { authorization: `Bearer ${actor}` } })).statusCode;
  expect([await staff('admin'), await staff('key'), await staff('staff')]).toEqual([403, 403, 200]);
  expect((await postEcho('key')).statusCode).toBe(403);
});

test('403 when another web site sends the request, 200 from our own pages and from programs', async () => {
  const from = async (headers: Record<string, string>) => (await postEcho('user', { headers })).statusCode;
  expect(await from({ origin: 'https://evil.example' })).toBe(403);
  expect(await from({ origin: 'null' })).toBe(403);
  expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await from({ 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await from({ origin: 'http://localhost:8080' })).toBe(200);
  expect(await from({ origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' })).toBe(200);
  expect(await from({})).toBe(200);
});

test('404 for an unknown address, as a problem; a page address gives the application', async () => {
  const missing = await app.inject({ url: '/api/v1/nothing', headers: { accept: 'text/html' } });
  expect([missing.statusCode, missing.json().code]).toEqual([404, 'not_found']);
  expect((await app.inject({ url: '/assets/gone.js', headers: { accept: 'text/html' } })).statusCode).toBe(404);
  const root = await app.inject({ url: '/', headers: { accept: 'text/html' } });
  expect([root.statusCode, root.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  const page = await app.inject({ url: '/calls/some-call', headers: { accept: 'text/html' } });
  expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-cache']);
  expect(page.body).toContain('Carillon');
  const script = await app.inject({ url: '/assets/index-a1b2c3.js' });
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('files outside the web folder are not served', async () => {
  for (const url of ['/../../../../package.json', '/%2e%2e/%2e%2e/app.ts', '/assets/..%2f..%2f..%2fapp.ts']) {
    expect((await app.inject({ url })).statusCode, url).toBeGreaterThanOrEqual(400);
  }
});

test('413 for a body over one megabyte, 415 for a body that is not JSON', async () => {
  expect((await postEcho('user', { payload: { text: 'x'.repeat(1_100_000) } })).statusCode).toBe(413);
  const form = await postEcho('user', {
    payload: 'a=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([form.statusCode, form.json().code]).toEqual([415, 'unsupported_media_type']);
});

test('429 after ten tries for one e-mail address; others still get through; time heals', async () => {
  const tryOnce = (email: string) => app.inject({ method: 'POST', url: '/api/v1/open', payload: { email } });
  for (let tries = 0; tries < 10; tries += 1) expect((await tryOnce('Ana@example.com')).statusCode).toBe(200);
  const refused = await tryOnce(' ana@EXAMPLE.com');
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '6']);
  expect((await tryOnce('bo@example.com')).statusCode).toBe(200);
  await app.clock.advance(6_000);
  expect((await tryOnce('ana@example.com')).statusCode).toBe(200);
});

test('429 for one address that tries many e-mails', async () => {
  await app.clock.advance(3_600_000);
  const codes: number[] = [];
  for (let tries = 0; tries < 61; tries += 1) {
    const payload = { email: `user${tries}@example.com` };
    codes.push((await app.inject({ method: 'POST', url: '/api/v1/open', payload })).statusCode);
  }
  expect(codes.slice(0, 60).every((code) => code === 200)).toBe(true);
  expect(codes[60]).toBe(429);
});

test('500 says nothing of what went wrong', async () => {
  const answer = await app.inject({ url: '/api/v1/failing' });
  expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal_error']);
  expect(answer.body).not.toContain('secret detail');
});

test('fields that the contract does not list never leave the server', async () => {
  expect((await app.inject({ url: '/api/v1/leaky' })).json()).toEqual({ text: 'shown' });
});

test('the same Idempotency-Key runs once and replays the answer', async () => {
  const headers = { 'idempotency-key': newId() };
  const first = await postEcho('user', { headers });
  const second = await postEcho('user', { headers });
  expect([first.statusCode, second.statusCode, runs]).toEqual([200, 200, 1]);
  expect(second.json()).toEqual(first.json());
  expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
});

test('a key belongs to its actor and to its request', async () => {
  const headers = { 'idempotency-key': newId() };
  await postEcho('user', { headers });
  expect((await postEcho('other', { headers })).headers['idempotency-replayed']).toBeUndefined();
  const reused = await postEcho('user', { headers, payload: { text: 'different' } });
  expect([reused.statusCode, reused.json().code]).toEqual([409, 'idempotency_key_reused']);
  expect((await postEcho('user', { headers: { 'idempotency-key': '' } })).statusCode).toBe(400);
});

test('a failed request frees its key, one that runs holds it, one that died frees it after a minute', async () => {
  const headers = { 'idempotency-key': newId() };
  behaviour = () => {
    throw appError('conflict');
  };
  expect((await postEcho('user', { headers })).json().code).toBe('conflict');
  behaviour = () => {};
  const [gate, entered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  behaviour = () => {
    entered.resolve();
    return gate.promise;
  };
  const outer = postEcho('user', { headers });
  await entered.promise;
  expect((await postEcho('user', { headers })).json().code).toBe('request_in_progress');
  await app.clock.advance(61_000);
  behaviour = () => {};
  expect((await postEcho('user', { headers })).statusCode).toBe(200);
  gate.resolve();
  expect((await outer).statusCode).toBe(200);
});

test('security headers are on every answer; HSTS only over TLS', async () => {
  const { headers } = await app.inject({ url: '/healthz' });
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['permissions-policy']).toContain('microphone=(self)');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['strict-transport-security']).toBeUndefined();
});

test('readiness names each check, hides reasons from strangers, and /metrics is for trusted sources', async () => {
  app.http.addReadyCheck('media', async () => {
    throw new Error('no worker answers');
  });
  const near = await app.inject({ url: '/readyz' });
  expect([near.statusCode, near.json()]).toEqual([
    503,
    {
      ok: false,
      checks: [
        { name: 'database', ok: true },
        { name: 'media', ok: false, problem: 'no worker answers' },
      ],
    },
  ]);
  const far = await app.inject({ url: '/readyz', remoteAddress: '203.0.113.9' });
  expect(far.body).not.toContain('no worker');
  expect((await app.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })).statusCode).toBe(404);
  expect((await app.inject({ url: '/metrics' })).body).toContain('carillon_http_request_seconds_bucket');
  app.http.addReadyCheck('media', async () => 'one of two engines answers');
  const well = await app.inject({ url: '/readyz' });
  expect(well.statusCode).toBe(200);
  expect(well.json().checks).toContainEqual({ name: 'media', ok: true, remark: 'one of two engines answers' });
  expect((await app.inject({ url: '/readyz', remoteAddress: '203.0.113.9' })).body).not.toContain('engines');
});

test('the OpenAPI document lists the operations; its page shows them without the internet', async () => {
  const document = (await app.inject({ url: '/api/openapi.json' })).json();
  expect(document.openapi).toBe('3.1.0');
  const described = document.paths['/api/v1/echo/{name}'].post;
  expect(
    described.parameters.map((parameter: { name?: string; $ref?: string }) => parameter.name ?? parameter.$ref),
  ).toEqual(['name', 'times', '#/components/parameters/IdempotencyKey']);
  expect(described.requestBody.content['application/json'].schema.required).toEqual(['text']);
  const page = await app.inject({ url: '/api/docs/' });
  expect(page.statusCode).toBe(200);
  const script = /src="([^"]+)"/.exec(page.body)?.[1];
  expect(script).toBeDefined();
  expect(script).not.toMatch(/^https?:/);
  const code = await app.inject({ url: new URL(script!, 'http://x/api/docs/').pathname });
  expect([code.statusCode, code.body.length > 1_000_000]).toEqual([200, true]);
});
