import type { Tx } from '#platform/db';
import { open, seal } from '#platform/crypto';
import type { Trunk } from '../signalling/trunk.ts';
import type { TelephonyTables } from '../tables.ts';

const trunks = (tx: Tx) =>
  tx.withTables<TelephonyTables>().selectFrom('trunks').selectAll().where('removedAt', 'is', null);

/** Every trunk that the scope may see, passwords opened. */
export async function allTrunks(tx: Tx, key: Uint8Array): Promise<Trunk[]> {
  const rows = await trunks(tx).orderBy('createdAt').execute();
  return rows.map(({ passwordSealed, removedAt: _removedAt, ...row }) => ({
    ...row,
    password: passwordSealed === null ? null : open(passwordSealed, key),
  }));
}

/** Locks a trunk of this organization (null: the operator's own) for a change. */
export async function findOwnTrunk(
  tx: Tx,
  options: { trunkId: string; organizationId: string | null; key: Uint8Array },
): Promise<Trunk | null> {
  const found = trunks(tx)
    .where('id', '=', options.trunkId)
    .where('organizationId', 'is not distinct from', options.organizationId);
  const row = await found.forUpdate().executeTakeFirst();
  if (row === undefined) return null;
  const { passwordSealed, removedAt: _removedAt, ...trunk } = row;
  return { ...trunk, password: passwordSealed === null ? null : open(passwordSealed, options.key) };
}

/** Adds the trunk or writes every field of it. */
export async function saveTrunk(tx: Tx, trunk: Trunk, key: Uint8Array): Promise<void> {
  const { password, createdAt, id, ...fields } = trunk;
  const values = {
    ...fields,
    allowedSources: [...fields.allowedSources],
    passwordSealed: password === null ? null : seal(password, key),
  };
  await tx
    .withTables<TelephonyTables>()
    .insertInto('trunks')
    .values({ ...values, id, createdAt: createdAt.toString(), removedAt: null })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

export async function markTrunkRemoved(tx: Tx, trunkId: string, at: string): Promise<void> {
  await tx
    .withTables<TelephonyTables>()
    .updateTable('trunks')
    .set({ removedAt: at, passwordSealed: null, enabled: false })
    .where('id', '=', trunkId)
    .execute();
}
