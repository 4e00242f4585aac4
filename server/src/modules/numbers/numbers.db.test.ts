import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organizationScope } from '#platform/db';
import { createIdentityApp, makeStaff, makeUser, type IdentityApp, type TestUser } from '#test/factories/identity';
import { makeNumber } from '#test/factories/numbers';
import { request } from '#test/requests';

let app: IdentityApp;
let technical: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  app = await createIdentityApp();
  technical = await makeUser(app, { role: 'technical' });
  stranger = await makeUser(app, { role: 'super_admin' });
});
afterAll(() => app.close());

const as = (user: { cookie: string }, what: string, body?: unknown) =>
  request(app, what, { cookie: user.cookie, body });
const number = (given: object = {}) => makeNumber(app, { organizationId: technical.organizationId, ...given });
const member = (given: object = {}) => makeUser(app, { organizationId: technical.organizationId, ...given });
const scope = () => organizationScope(technical.organizationId);

describe('listing numbers', () => {
  it('shows members their own and administrators all, page by page', async () => {
    const user = await member();
    const mine = await number({ assignedUserId: user.id, label: 'Direct' });
    await number();
    expect((await as(user, 'GET /api/v1/numbers')).body.items).toMatchObject([
      { number: mine.number, assignedTo: { id: user.id, name: user.name } },
    ]);
    const first = (await as(technical, 'GET /api/v1/numbers?limit=1')).body;
    const second = (await as(technical, `GET /api/v1/numbers?limit=1&cursor=${first.nextCursor}`)).body;
    expect(second.items[0].number > first.items[0].number).toBe(true);
    expect((await as(technical, 'GET /api/v1/numbers?q=direct')).body.items).toHaveLength(1);
    expect(
      (await as(technical, `GET /api/v1/numbers?q=0${mine.number.slice(3, 6)}%20${mine.number.slice(6)}`)).body.items,
    ).toHaveLength(1);
    expect((await as(stranger, 'GET /api/v1/numbers')).body.items).toEqual([]);
    expect((await request(app, 'GET /api/v1/numbers')).status).toBe(401);
    expect((await as(technical, 'GET /api/v1/numbers?cursor=x')).status).toBe(400);
  });
});

describe('assigning a number', () => {
  const patch = (user: TestUser, id: string, body: object) => as(user, `PATCH /api/v1/numbers/${id}`, body);

  it('makes it ring a member of the same organization, and tells the others', async () => {
    const [user, own] = [await member(), await number()];
    expect((await patch(technical, own.id, { assignedUserId: user.id })).body.assignedTo.id).toBe(user.id);
    expect((await app.modules.numbers.findByE164(own.number))?.assignedUserId).toBe(user.id);
    expect((await patch(technical, own.id, { assignedUserId: stranger.id })).status).toBe(404);
    expect((await patch(stranger, own.id, { label: 'x' })).status).toBe(404);
    expect((await patch(user, own.id, { label: 'x' })).status).toBe(403);
    expect((await patch(technical, own.id, { assignedUserId: 'nobody' })).status).toBe(400);
    expect((await patch(technical, own.id, { assignedUserId: null })).body.assignedTo).toBeNull();
  });

  it('ends when the member is removed', async () => {
    const admin = await member({ role: 'admin' });
    const user = await member();
    const own = await number({ assignedUserId: user.id });
    await as(admin, `DELETE /api/v1/users/${user.id}`);
    await app.outbox.drain();
    expect((await app.modules.numbers.findByE164(own.number))?.assignedUserId).toBeNull();
  });
});

describe('caller IDs', () => {
  it('are own numbers and shared ones; others are refused', async () => {
    const [user, colleague] = [await member(), await member()];
    const own = await number({ assignedUserId: user.id, label: 'Direct' });
    const shared = await number({ presentable: true, label: 'Standard' });
    const foreign = await number({ assignedUserId: colleague.id });
    const list = (await as(user, 'GET /api/v1/caller-ids')).body;
    expect(list).toEqual({
      items: [
        { number: own.number, label: 'Direct' },
        { number: shared.number, label: 'Standard' },
      ],
      selected: own.number,
    });
    const select = (chosen: string | null) => as(user, 'PUT /api/v1/caller-ids/selected', { number: chosen });
    expect((await select(foreign.number)).body.code).toBe('caller_id_not_allowed');
    expect((await select(shared.number)).status).toBe(204);
    expect(await app.modules.numbers.selectedCallerId(scope(), user.id)).toBe(shared.number);
    expect((await select(null)).status).toBe(204);
    expect((await as(user, 'GET /api/v1/caller-ids')).body.selected).toBe(own.number);
    expect((await select('0612345678')).status).toBe(400);
  });

  it('of a number that was taken away fall back on the next', async () => {
    const user = await member();
    const own = await number({ assignedUserId: user.id });
    await as(user, 'PUT /api/v1/caller-ids/selected', { number: own.number });
    await as(technical, `PATCH /api/v1/numbers/${own.id}`, { assignedUserId: null });
    expect(await app.modules.numbers.selectedCallerId(scope(), user.id)).not.toBe(own.number);
  });
});

describe('staff', () => {
  it('give a number to one organization only', async () => {
    const staff = await makeStaff(app);
    const body = { organizationId: technical.organizationId, number: '+33261910001', kind: 'geographic' };
    const add = (given: object) => as(staff, 'POST /api/v1/operator/numbers', { ...body, ...given });
    expect(await add({})).toMatchObject({ status: 201, body: { number: body.number, assignedTo: null } });
    expect((await add({ organizationId: stranger.organizationId })).body.code).toBe('already_exists');
    expect((await add({ organizationId: '01900000-0000-7000-8000-000000000000', number: '+33261910002' })).status).toBe(
      404,
    );
    expect((await add({ number: '+33012345678' })).status).toBe(400);
    expect((await as(technical, 'POST /api/v1/operator/numbers', body)).status).toBe(403);
  });
});
