import { describe, expect, it } from 'vitest';
import { hashToken } from '#platform/crypto';
import { operatorScope, sql } from '#platform/db';
import { newId } from '#platform/ids';
import { createFakeClock } from '#test/clock';
import { testDatabase } from '#test/database';
import { createAuthAdapter } from './adapter.ts';

const names = {
  user: { modelName: 'auth_users' },
  session: { modelName: 'auth_sessions' },
  verification: { modelName: 'auth_verifications' },
  advanced: { database: { generateId: () => newId() } },
};

async function setUp() {
  const db = await testDatabase();
  const clock = createFakeClock();
  const adapter = createAuthAdapter(db, clock)(names);
  const now = new Date();
  const user = await adapter.create<Record<string, unknown>, { id: string }>({
    model: 'user',
    data: { name: 'Ana', email: 'ana@example.fr', emailVerified: true, createdAt: now, updatedAt: now },
  });
  return { db, clock, adapter, user, now };
}

describe('better-auth over our database', () => {
  it('keeps session tokens hashed, and times them by our clock', async () => {
    const { db, clock, adapter, user, now } = await setUp();
    const data = { userId: user.id, token: 'secret-token', expiresAt: now, createdAt: now, updatedAt: now };
    expect(await adapter.create({ model: 'session', data })).toMatchObject({ token: 'secret-token' });
    const { rows } = await db.read(operatorScope, (tx) =>
      sql<{
        token: string;
        createdAt: Temporal.Instant;
      }>`select token, created_at as "createdAt" from auth_sessions`.execute(tx),
    );
    expect(rows[0]).toMatchObject({ token: hashToken('secret-token') });
    expect(rows[0]!.createdAt.equals(clock.now())).toBe(true);
    const where = [{ field: 'token', value: 'secret-token' }];
    expect(await adapter.findOne({ model: 'session', where })).toMatchObject({
      token: 'secret-token',
      userId: user.id,
    });
    expect(await adapter.update({ model: 'session', where, update: { userAgent: 'x' } })).toMatchObject({
      token: 'secret-token',
    });
    await adapter.delete({ model: 'session', where });
    expect(await adapter.findOne({ model: 'session', where })).toBeNull();
  });

  it('finds, counts, changes and deletes by every kind of condition that the library sends', async () => {
    const { adapter, now } = await setUp();
    for (const name of ['a', 'b', 'c']) {
      const data = { identifier: name, value: name, expiresAt: now, createdAt: now, updatedAt: now };
      await adapter.create({ model: 'verification', data });
    }
    const count = (where: Parameters<typeof adapter.count>[0]['where']) =>
      adapter.count({ model: 'verification', where });
    expect(await count([{ field: 'identifier', value: ['a', 'b'], operator: 'in' }])).toBe(2);
    expect(await count([{ field: 'identifier', value: 'a', operator: 'ne' }])).toBe(2);
    expect(await count([{ field: 'expiresAt', value: now, operator: 'lte' }])).toBe(3);
    expect(await count([{ field: 'expiresAt', value: new Date(0), operator: 'lt' }])).toBe(0);
    const either = [
      { field: 'identifier', value: 'a', connector: 'OR' },
      { field: 'value', value: 'c', connector: 'OR' },
    ] as const;
    expect((await adapter.findMany({ model: 'verification', where: [...either] })).length).toBe(2);
    expect(
      await adapter.updateMany({
        model: 'verification',
        where: [{ field: 'identifier', value: 'a' }],
        update: { value: 'z' },
      }),
    ).toBe(1);
    expect(await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: 'z' }] })).toBe(1);
    expect(await count([])).toBe(2);
    await expect(count([{ field: 'value', value: 'z', operator: 'contains' }])).rejects.toThrow('operator contains');
  });
});
