import { Kysely, sql, type Transaction } from 'kysely';
import type { Logger } from './log.ts';
import { createPool, type ConnectionSettings } from './db/pool.ts';
import { openDialect } from './db/dialect.ts';

export { sql } from 'kysely';
export type { ConnectionSettings } from './db/pool.ts';

/** Whose rows a transaction may touch. PostgreSQL enforces it (row-level security), whatever the queries say. */
export type Scope = { readonly kind: 'organization'; readonly organizationId: string } | { readonly kind: 'operator' };

export const operatorScope: Scope = { kind: 'operator' };

/** The scope of one organization's rows. */
export function organizationScope(organizationId: string): Scope {
  return { kind: 'organization', organizationId };
}

/** An open transaction. Stores say which tables they own: `tx.withTables<CallTables>()`. */
export type Tx = Transaction<Record<never, never>>;

export interface Database {
  /** Runs `run` in one transaction under `scope`; commits when it resolves, rolls back when it throws. */
  transaction<T>(scope: Scope, run: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same for reads only: PostgreSQL refuses writes in it. */
  read<T>(scope: Scope, run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs inside `tx` when there is one (its scope holds), else in a transaction of its own. */
  within<T>(tx: Tx | undefined, scope: Scope, run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Runs `run` once the transaction has committed; dropped when it rolls back. */
  afterCommit(tx: Tx, run: () => void): void;
  /** How to reach the same database: for a listener, pg-boss or better-auth, which keep their own connections. */
  readonly connection: ConnectionSettings;
  readonly pool: { readonly total: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

const roleOf = (scope: Scope) => (scope.kind === 'operator' ? 'carillon_operator' : 'carillon_app');

/** Puts the transaction under the scope: the role and the organization last until it ends (`set local`). */
async function enterScope(tx: Tx, scope: Scope): Promise<void> {
  const organizationId = scope.kind === 'organization' ? scope.organizationId : '';
  await sql`select set_config('role', ${roleOf(scope)}, true),
    set_config('app.organization_id', ${organizationId}, true)`.execute(tx);
}

export type OpenDatabaseOptions = ConnectionSettings & {
  readonly poolSize?: number;
  /** Milliseconds after which PostgreSQL gives up on one statement. */
  readonly statementTimeoutMs?: number;
};

/** Opens the pool. The login role itself has no rights on any table: only a scope gives them. */
export function openDatabase(options: OpenDatabaseOptions, log: Logger): Database {
  const pool = createPool(options, log);
  const kysely = new Kysely<Record<never, never>>(openDialect(pool));
  const commits = new WeakMap<Tx, (() => void)[]>();

  const run = async <T>(scope: Scope, readOnly: boolean, work: (tx: Tx) => Promise<T>): Promise<T> => {
    const hooks: (() => void)[] = [];
    const transaction = readOnly ? kysely.transaction().setAccessMode('read only') : kysely.transaction();
    const result = await transaction.execute(async (tx) => {
      commits.set(tx, hooks);
      await enterScope(tx, scope);
      return work(tx);
    });
    for (const hook of hooks) hook();
    return result;
  };

  return {
    transaction: (scope, work) => run(scope, false, work),
    read: (scope, work) => run(scope, true, work),
    within: (tx, scope, work) => (tx ? work(tx) : run(scope, false, work)),
    async ping() {
      await sql`select 1`.execute(kysely);
    },
    afterCommit(tx, hook) {
      const hooks = commits.get(tx);
      if (!hooks) throw new Error('afterCommit needs a transaction of this database');
      hooks.push(hook);
    },
    connection: { url: options.url },
    get pool() {
      return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
    },
    close: () => kysely.destroy(),
  };
}
