import { createAdapterFactory, type CleanedWhere } from 'better-auth/adapters';
import type { Clock } from '#platform/clock';
import { hashToken } from '#platform/crypto';
import { operatorScope, type Database } from '#platform/db';
import { sessionLifetime } from '../../domain/session.ts';
import { applyWhere, fromRow, toRow, type Query, type Row } from './rows.ts';

const sessions = 'auth_sessions';

/** better-auth gives and asks for session tokens; the table holds their hashes. */
function hashSessionToken(model: string, where: CleanedWhere[]): CleanedWhere[] {
  if (model !== sessions) return where;
  return where.map((part) =>
    part.field === 'token' && typeof part.value === 'string' ? { ...part, value: hashToken(part.value) } : part,
  );
}

function givenToken(model: string, where: CleanedWhere[]): Row {
  const part = model === sessions ? where.find((candidate) => candidate.field === 'token') : undefined;
  return part && typeof part.value === 'string' ? { token: part.value } : {};
}

/** A new session takes its times from our clock, which tests move, and its lifetime from our rule. */
function newRow(model: string, data: Row, clock: Clock): Row {
  if (model !== sessions) return toRow(data);
  const now = clock.now();
  const times = { createdAt: now, updatedAt: now, expiresAt: sessionLifetime(now, now) };
  return { ...toRow(data), ...times, token: hashToken(String(data['token'])) };
}

/**
 * better-auth's storage over our database: its tables are `auth_*`, reached with the operator's rights, and session
 * tokens are hashed on the way. Every call is a transaction of its own, which sign-in needs no more of.
 */
export function createAuthAdapter(db: Database, clock: Clock) {
  const inTable = <T>(run: (query: Query) => Promise<T>) =>
    db.transaction(operatorScope, (tx) => run(tx.withTables<Record<string, Row>>()));
  return createAdapterFactory({
    config: {
      adapterId: 'carillon',
      supportsNumericIds: false,
      supportsUUIDs: true,
      supportsJSON: true,
      supportsArrays: true,
    },
    adapter: () => ({
      create: async <T extends Row>({ model, data }: { model: string; data: T }) => {
        const row = await inTable((query) =>
          query
            .insertInto(model)
            .values(newRow(model, data, clock))
            .returningAll()
            .executeTakeFirstOrThrow(),
        );
        return { ...fromRow(row), ...(model === sessions ? { token: data['token'] } : {}) } as unknown as T;
      },
      findOne: async <T>({ model, where }: { model: string; where: CleanedWhere[] }) => {
        const select = (query: Query) =>
          applyWhere(query.selectFrom(model).selectAll(), hashSessionToken(model, where)).executeTakeFirst();
        const row = await inTable(select);
        return (row ? { ...fromRow(row), ...givenToken(model, where) } : null) as T | null;
      },
      findMany: async <T>({
        model,
        where,
        limit,
      }: {
        model: string;
        where?: CleanedWhere[] | undefined;
        limit: number;
      }) => {
        const select = (query: Query) =>
          applyWhere(query.selectFrom(model).selectAll(), hashSessionToken(model, where ?? []))
            .limit(limit)
            .execute();
        return (await inTable(select)).map(fromRow) as T[];
      },
      count: async ({ model, where }) => {
        const select = (query: Query) =>
          applyWhere(query.selectFrom(model).selectAll(), hashSessionToken(model, where ?? [])).execute();
        return (await inTable(select)).length;
      },
      update: async <T>({ model, where, update }: { model: string; where: CleanedWhere[]; update: T }) => {
        const change = (query: Query) =>
          applyWhere(query.updateTable(model).set(toRow(update as Row)), hashSessionToken(model, where))
            .returningAll()
            .executeTakeFirst();
        const row = await inTable(change);
        return (row ? { ...fromRow(row), ...givenToken(model, where) } : null) as T | null;
      },
      updateMany: async ({ model, where, update }) => {
        const change = (query: Query) =>
          applyWhere(query.updateTable(model).set(toRow(update)), hashSessionToken(model, where))
            .returningAll()
            .execute();
        return (await inTable(change)).length;
      },
      delete: async ({ model, where }) => {
        await inTable((query) => applyWhere(query.deleteFrom(model), hashSessionToken(model, where)).execute());
      },
      deleteMany: async ({ model, where }) => {
        return (
          await inTable((query) =>
            applyWhere(query.deleteFrom(model), hashSessionToken(model, where)).returningAll().execute(),
          )
        ).length;
      },
    }),
  });
}
