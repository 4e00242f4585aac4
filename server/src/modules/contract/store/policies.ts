import type { Tx } from '#platform/db';
import type { ContractTables, PolicyChangeRow } from './tables.ts';

export async function insertPolicyChange(tx: Tx, row: PolicyChangeRow): Promise<void> {
  const values = { ...row, value: JSON.stringify(row.value) };
  await tx.withTables<ContractTables>().insertInto('policyChanges').values(values).execute();
}

export type PolicyChangeFilter = {
  readonly key?: string | undefined;
  /** Those of everybody, and of this organization; left out: all that the scope of `tx` sees. */
  readonly organizationId?: string | undefined;
};

/** Changes that were not withdrawn, oldest first. */
export async function policyChanges(tx: Tx, filter: PolicyChangeFilter = {}): Promise<PolicyChangeRow[]> {
  let query = tx.withTables<ContractTables>().selectFrom('policyChanges').selectAll();
  query = query.where('withdrawnAt', 'is', null).orderBy('recordedAt').orderBy('id');
  if (filter.key !== undefined) query = query.where('key', '=', filter.key);
  if (filter.organizationId !== undefined) {
    const { organizationId } = filter;
    query = query.where((eb) => eb.or([eb('organizationId', 'is', null), eb('organizationId', '=', organizationId)]));
  }
  return query.execute();
}

/** The change, held until the end of `tx`; null when it is unknown or withdrawn. */
export async function lockPolicyChange(tx: Tx, id: string): Promise<PolicyChangeRow | null> {
  const query = tx.withTables<ContractTables>().selectFrom('policyChanges').selectAll().where('id', '=', id);
  return (await query.where('withdrawnAt', 'is', null).forUpdate().executeTakeFirst()) ?? null;
}

export async function withdrawPolicyChangeRow(tx: Tx, id: string, withdrawnAt: Temporal.Instant): Promise<void> {
  await tx
    .withTables<ContractTables>()
    .updateTable('policyChanges')
    .set({ withdrawnAt })
    .where('id', '=', id)
    .execute();
}
