import type { EntitlementKey } from '@carillon/api';
import type { Tx } from '#platform/db';
import type { ContractTables, GrantRow } from './tables.ts';

export async function findGrant(tx: Tx, organizationId: string, key: EntitlementKey): Promise<GrantRow | null> {
  const query = tx.withTables<ContractTables>().selectFrom('entitlementGrants').selectAll();
  return (await query.where('organizationId', '=', organizationId).where('key', '=', key).executeTakeFirst()) ?? null;
}

export async function saveGrant(tx: Tx, row: GrantRow): Promise<void> {
  const { organizationId: _organization, key: _key, ...change } = row;
  const insert = tx.withTables<ContractTables>().insertInto('entitlementGrants').values(row);
  await insert.onConflict((conflict) => conflict.columns(['organizationId', 'key']).doUpdateSet(change)).execute();
}
