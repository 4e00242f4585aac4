import * as api from '@carillon/api';
import { grantedScope, isOperation, roles, type Operation, type Role } from '@carillon/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorScope } from '#platform/db';
import { newId } from '#platform/ids';
import { createModules } from '../../src/app.ts';
import { createTestApp } from '../app.ts';
import { makeOrganization, makeStaff, makeUser, openSession, type TestUser } from '../factories/identity.ts';
import { request, type Answer } from '../requests.ts';
import { foreignBodies, thingsByParam, validBodies, type Home, type WholeApp } from './cases.ts';
import { createRowMaker, type RowMaker } from './rows.ts';

/** Every operation of the contract: `identityOperations`, `telephonyOperations`, … */
const operations: Operation[] = Object.entries(api)
  .filter(([name]) => name.endsWith('Operations'))
  .flatMap(([, exports]) => Object.values(exports as object).filter(isOperation));

let app: WholeApp;
let rows: RowMaker;
let home: Home;
let foreigner: TestUser;
let served: Set<string>;
const people = new Map<Role, TestUser>();

beforeAll(async () => {
  app = await createTestApp({ modules: (platform) => createModules(platform) });
  rows = await createRowMaker(app.db.adminUrl);
  served = new Set(app.http.operations.map((operation) => operation.id));
  const organizationId = (await makeOrganization(app)).id;
  home = { app, rows, organizationId };
  for (const role of roles) people.set(role, await makeUser(app, { organizationId, role }));
  foreigner = await makeUser(app, { role: 'super_admin' });
});
afterAll(async () => {
  await rows.close();
  await app.close();
});

const paramsOf = (operation: Operation) => [...operation.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
const servedOnes = () => operations.filter((operation) => served.has(operation.id));

function call(
  operation: Operation,
  ids: Record<string, string>,
  options: Parameters<typeof request>[2] = {},
): Promise<Answer> {
  const path = operation.path.replace(
    /:(\w+)/g,
    (_, name: string) => ids[name] ?? (name === 'token' ? 'x'.repeat(43) : newId()),
  );
  return request(app, `${operation.method} ${path}`, options);
}

/** A session of its own for each request: some operations end the session that they come with. */
const freshSession = (userId: string) =>
  app.db.transaction(operatorScope, (tx) => openSession(tx, userId, app.clock.now()));

function mayCall(role: Role, operation: Operation): boolean {
  const { access } = operation;
  if (access === 'public' || access === 'member') return true;
  return access !== 'staff' && grantedScope(role, access.permission) !== null;
}

/** What the owner may do with the thing that a stranger does not find. */
const ownThings = [
  ...['getUser', 'updateUser', 'createPasswordReset', 'revokeInvitation', 'revokeApiKey', 'updateNumber'],
  ...['getCall', 'updateDevice', 'rotateDeviceSecret', 'restartDevice', 'removeDevice', 'updateTrunk', 'removeTrunk'],
];

describe('every operation, walked as a stranger', () => {
  it('is served, and nothing else is', () => {
    expect(servedOnes().length).toBeGreaterThan(20);
    const missing = operations.filter((operation) => !served.has(operation.id)).map((operation) => operation.id);
    expect(missing, 'in the contract, but no route').toEqual([]);
    const strays = [...served].filter((id) => !operations.some((operation) => operation.id === id));
    expect(strays, 'served, but not in the contract').toEqual([]);
  });

  it('asks for sign-in unless it is public', async () => {
    for (const operation of servedOnes()) {
      const answer = await call(operation, {});
      if (operation.access === 'public') expect(answer.body?.code, operation.id).not.toBe('signed_out');
      else expect([answer.status, answer.body?.code], operation.id).toEqual([401, 'signed_out']);
    }
  });

  it.each(roles)('lets %s do what the table of roles says, and nothing else', async (role) => {
    for (const operation of servedOnes()) {
      if (operation.access === 'public') continue;
      const answer = await call(operation, {}, { cookie: await freshSession(people.get(role)!.id) });
      if (mayCall(role, operation)) expect([401, 403], `${role} ${operation.id}`).not.toContain(answer.status);
      else expect(answer.status, `${role} ${operation.id}`).toBe(403);
      expect(answer.status, `${role} ${operation.id}`).toBeLessThan(500);
    }
  });

  it('keeps members out of what is the staff’s, and lets staff in', async () => {
    const staff = await makeStaff(app);
    for (const operation of servedOnes().filter(({ access }) => access === 'staff')) {
      expect((await call(operation, {}, { cookie: foreigner.cookie })).status, operation.id).toBe(403);
      expect([401, 403], operation.id).not.toContain((await call(operation, {}, { cookie: staff.cookie })).status);
    }
  });

  it('gives an API key its permissions only, and nothing of a person', async () => {
    const body = { name: 'Clé', permissions: ['identity.user:read'] };
    const { secret: key } = (await request(app, 'POST /api/v1/api-keys', { cookie: people.get('admin')!.cookie, body }))
      .body;
    for (const operation of servedOnes()) {
      const { access, id } = operation;
      if (access === 'public') continue;
      const held = typeof access === 'object' && access.permission === 'identity.user:read';
      const { status } = await call(operation, {}, { key });
      if (held) expect([401, 403], id).not.toContain(status);
      else expect(status, id).toBe(403);
    }
  });

  it('has a thing to be a stranger to, for each path parameter', () => {
    const unknown = new Set(
      servedOnes()
        .flatMap(paramsOf)
        .filter((name) => name !== 'token' && !(name in thingsByParam)),
    );
    expect([...unknown], 'add these parameters to server/test/strangers/cases.ts').toEqual([]);
  });

  it('does not find another organization’s things', async () => {
    for (const operation of servedOnes()) {
      const params = paramsOf(operation).filter((name) => name in thingsByParam);
      if (params.length === 0) continue;
      const ids = Object.fromEntries(
        await Promise.all(params.map(async (name) => [name, await thingsByParam[name]!(home)] as const)),
      );
      const body = operation.body ? (validBodies[operation.id] ?? {}) : undefined;
      const hint = `${operation.id} (400 means: add a body for it to server/test/strangers/cases.ts)`;
      const answer = await call(operation, ids, { cookie: await freshSession(foreigner.id), body });
      expect(answer.status, mayCall('super_admin', operation) ? hint : operation.id).toBe(
        mayCall('super_admin', operation) ? 404 : 403,
      );
    }
  });

  it('does not find another organization’s things named in a body', async () => {
    for (const { operation: id, param, body } of foreignBodies) {
      const operation = operations.find((candidate) => candidate.id === id)!;
      if (!served.has(id)) continue;
      const own = { ...home, organizationId: foreigner.organizationId };
      const ids = param ? { [param]: await thingsByParam[param]!(own) } : {};
      const stranger = await thingsByParam['userId']!(home);
      const answer = await call(operation, ids, { cookie: await freshSession(foreigner.id), body: body(stranger) });
      expect(answer.status, id).toBe(404);
    }
  });

  it('finds the own things by the same requests, so that a 404 means something', async () => {
    const owner = people.get('super_admin')!;
    for (const id of ownThings) {
      const operation = operations.find((candidate) => candidate.id === id)!;
      const ids = Object.fromEntries(
        await Promise.all(paramsOf(operation).map(async (name) => [name, await thingsByParam[name]!(home)] as const)),
      );
      const answer = await call(operation, ids, {
        cookie: await freshSession(owner.id),
        body: operation.body ? {} : undefined,
      });
      expect(answer.status, id).toBe(operation.status);
    }
  });
});
