import { sql, type Tx } from '#platform/db';
import { escapeLike } from './organizations.ts';
import { refuseDuplicate } from './unique-violation.ts';
import type { IdentityTables, UserRow } from './tables.ts';

const members = (tx: Tx) =>
  tx.withTables<IdentityTables>().selectFrom('users').selectAll().where('removedAt', 'is', null);

/** @throws extension_taken, email_taken */
export async function insertUser(tx: Tx, row: UserRow): Promise<void> {
  await tx.withTables<IdentityTables>().insertInto('users').values(row).execute().catch(refuseDuplicate);
}

/** Bulk form for demo and bench data: chunks keep below PostgreSQL's 65,535 parameters. */
export async function insertUsers(tx: Tx, rows: readonly UserRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 1_000) {
    await tx
      .withTables<IdentityTables>()
      .insertInto('users')
      .values(rows.slice(start, start + 1_000))
      .execute()
      .catch(refuseDuplicate);
  }
}

export async function findUserRow(tx: Tx, id: string): Promise<UserRow | null> {
  return (await members(tx).where('id', '=', id).executeTakeFirst()) ?? null;
}

/** As `findUserRow`, and holds the row until the transaction ends. */
export async function lockUserRow(tx: Tx, id: string): Promise<UserRow | null> {
  return (await members(tx).where('id', '=', id).forUpdate().executeTakeFirst()) ?? null;
}

export async function findUserByEmail(tx: Tx, email: string): Promise<UserRow | null> {
  return (await members(tx).where('email', '=', email).where('state', '=', 'active').executeTakeFirst()) ?? null;
}

/** Rows of `ids` in no order; removed users too, because old calls name them. */
export async function usersByIdsRows(tx: Tx, ids: readonly string[]): Promise<UserRow[]> {
  const rows: UserRow[] = [];
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += 1_000) {
    const chunk = unique.slice(start, start + 1_000);
    const query = tx.withTables<IdentityTables>().selectFrom('users').selectAll().where('id', 'in', chunk);
    rows.push(...(await query.execute()));
  }
  return rows;
}

export type UserPage = {
  readonly organizationId: string;
  readonly q?: string | undefined;
  readonly after: { readonly name: string; readonly id: string } | null;
  readonly limit: number;
};

/** By name; one row more than asked tells that there is a next page. */
export async function pageOfUsers(tx: Tx, page: UserPage): Promise<UserRow[]> {
  let query = members(tx)
    .where('organizationId', '=', page.organizationId)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(page.limit + 1);
  const { q, after } = page;
  if (q) {
    const like = `%${escapeLike(q)}%`;
    query = query.where((eb) =>
      eb.or([eb('name', 'ilike', like), eb('email', 'ilike', like), eb('extension', '=', q)]),
    );
  }
  if (after) query = query.where(sql<boolean>`(lower(name), id) > (${after.name}, ${after.id}::uuid)`);
  return query.execute();
}

export type UserPatch = Partial<Omit<UserRow, 'id' | 'organizationId' | 'createdAt'>>;

/** @throws extension_taken, email_taken */
export async function updateUserRow(tx: Tx, id: string, patch: UserPatch): Promise<void> {
  if (Object.keys(patch).length === 0) return;
  await tx
    .withTables<IdentityTables>()
    .updateTable('users')
    .set(patch)
    .where('id', '=', id)
    .execute()
    .catch(refuseDuplicate);
}

/** Members who can administer the organization and sign in. */
export async function countAdministrators(tx: Tx, organizationId: string): Promise<number> {
  const rows = await members(tx)
    .where('organizationId', '=', organizationId)
    .where('state', '=', 'active')
    .where('role', 'in', ['admin', 'super_admin'])
    .execute();
  return rows.length;
}
