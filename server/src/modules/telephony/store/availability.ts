import type { Tx } from '#platform/db';
import type { AvailabilityTable, TelephonyTables } from '../tables.ts';

export type Chosen = AvailabilityTable['availability'];

/** What every member of the scope last said of themselves. */
export function allAvailability(tx: Tx): Promise<{ userId: string; availability: Chosen }[]> {
  return tx.withTables<TelephonyTables>().selectFrom('availability').select(['userId', 'availability']).execute();
}

export async function saveAvailability(
  tx: Tx,
  row: { userId: string; organizationId: string; availability: Chosen; at: string },
): Promise<void> {
  const { at: changedAt, ...values } = row;
  await tx
    .withTables<TelephonyTables>()
    .insertInto('availability')
    .values({ ...values, changedAt })
    .onConflict((conflict) => conflict.column('userId').doUpdateSet({ availability: values.availability, changedAt }))
    .execute();
}
