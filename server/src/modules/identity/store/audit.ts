import type { Tx } from '#platform/db';
import type { AuditRow, IdentityTables } from './tables.ts';

export async function insertAudit(tx: Tx, row: AuditRow): Promise<void> {
  await tx.withTables<IdentityTables>().insertInto('auditEntries').values(row).execute();
}

export type AuditPage = { readonly beforeId: string | null; readonly limit: number };

/** Newest first within the scope of `tx`; one row more than asked tells that there is a next page. */
export async function pageOfAudit(tx: Tx, page: AuditPage): Promise<AuditRow[]> {
  let query = tx
    .withTables<IdentityTables>()
    .selectFrom('auditEntries')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.beforeId) query = query.where('id', '<', page.beforeId);
  return query.execute();
}
