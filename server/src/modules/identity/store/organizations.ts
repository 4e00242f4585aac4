import { sql, type Tx } from '#platform/db';
import type { IdentityTables, OrganizationRow } from './tables.ts';

export async function insertOrganization(tx: Tx, row: OrganizationRow): Promise<void> {
  await tx.withTables<IdentityTables>().insertInto('organizations').values(row).execute();
}

export async function findOrganizationRow(tx: Tx, id: string): Promise<OrganizationRow | null> {
  const query = tx.withTables<IdentityTables>().selectFrom('organizations').selectAll().where('id', '=', id);
  return (await query.executeTakeFirst()) ?? null;
}

/** Makes changes of administrators wait for each other, so that two cannot remove the last two at once. */
export async function lockOrganization(tx: Tx, id: string): Promise<void> {
  const query = tx.withTables<IdentityTables>().selectFrom('organizations').select('id').where('id', '=', id);
  await query.forUpdate().execute();
}

export type OrganizationPatch = Partial<Pick<OrganizationRow, 'name' | 'timeZone' | 'language'>>;

export async function updateOrganizationRow(tx: Tx, id: string, patch: OrganizationPatch): Promise<void> {
  if (Object.keys(patch).length === 0) return;
  await tx.withTables<IdentityTables>().updateTable('organizations').set(patch).where('id', '=', id).execute();
}

export type OrganizationPage = {
  readonly q?: string | undefined;
  readonly after: { readonly name: string; readonly id: string } | null;
  readonly limit: number;
};
export type OrganizationWithUsers = OrganizationRow & { userCount: number };

/** By name; one row more than asked tells that there is a next page. */
export async function pageOfOrganizations(tx: Tx, page: OrganizationPage): Promise<OrganizationWithUsers[]> {
  let query = tx
    .withTables<IdentityTables>()
    .selectFrom('organizations')
    .selectAll('organizations')
    .select((eb) =>
      eb
        .selectFrom('users')
        .whereRef('users.organizationId', '=', 'organizations.id')
        .where('users.removedAt', 'is', null)
        .select((inner) => inner.cast<number>(inner.fn.countAll(), 'integer').as('count'))
        .as('userCount'),
    )
    .orderBy(sql`lower(organizations.name)`)
    .orderBy('organizations.id')
    .limit(page.limit + 1);
  if (page.q) query = query.where('organizations.name', 'ilike', `%${escapeLike(page.q)}%`);
  if (page.after) {
    query = query.where(
      sql<boolean>`(lower(organizations.name), organizations.id) > (${page.after.name}, ${page.after.id}::uuid)`,
    );
  }
  return (await query.execute()).map((row) => ({ ...row, userCount: row.userCount ?? 0 }));
}

/** A search text is literal: `%` and `_` in it match themselves. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
