import type { Tx } from '#platform/db';
import type { Service, ServiceSound } from '../services/service.ts';
import type { ServiceExtensionsTable, TelephonyTables } from '../tables.ts';
import type { Selectable } from 'kysely';

const services = (tx: Tx) =>
  tx.withTables<TelephonyTables>().selectFrom('serviceExtensions').selectAll().where('removedAt', 'is', null);

/** Those of the scope, by extension. */
export async function allServices(tx: Tx): Promise<Service[]> {
  return (await services(tx).orderBy('extension').execute()).map(toService);
}

/** Locks one of the scope for a change. */
export async function findService(tx: Tx, serviceId: string): Promise<Service | null> {
  const row = await services(tx).where('id', '=', serviceId).forUpdate().executeTakeFirst();
  return row === undefined ? null : toService(row);
}

/** Adds it or writes every field of it. False: another one has the extension. */
export async function saveService(tx: Tx, service: Service): Promise<boolean> {
  const values = {
    extension: service.extension,
    name: service.name,
    kind: service.kind,
    maxParties: service.kind === 'conference' ? service.maxParties : null,
    sound: service.kind === 'announcement' ? service.sound : null,
    repeats: service.kind === 'announcement' && service.repeats,
  };
  const taken = await services(tx)
    .where('organizationId', '=', service.organizationId)
    .where('extension', '=', service.extension)
    .where('id', '<>', service.id)
    .executeTakeFirst();
  if (taken !== undefined) return false;
  await tx
    .withTables<TelephonyTables>()
    .insertInto('serviceExtensions')
    .values({
      ...values,
      id: service.id,
      organizationId: service.organizationId,
      createdAt: service.createdAt.toString(),
      removedAt: null,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
  return true;
}

export async function markServiceRemoved(tx: Tx, serviceId: string, at: string): Promise<void> {
  await tx
    .withTables<TelephonyTables>()
    .updateTable('serviceExtensions')
    .set({ removedAt: at })
    .where('id', '=', serviceId)
    .execute();
}

function toService(row: Selectable<ServiceExtensionsTable>): Service {
  const { id, organizationId, extension, name, createdAt, kind, maxParties, sound, repeats } = row;
  const common = { id, organizationId, extension, name, createdAt };
  return kind === 'conference'
    ? { ...common, kind, maxParties: maxParties ?? 0 }
    : { ...common, kind, sound: sound as ServiceSound, repeats };
}
