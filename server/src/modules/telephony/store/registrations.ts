import type { Binding } from '@carillon/sip';
import { operatorScope, sql, type Database, type Tx } from '#platform/db';
import type { Device } from '../devices/device.ts';
import { bindingKey } from '../signalling/binding-table.ts';
import type { TelephonyTables } from '../tables.ts';

export type StoredBindings = { readonly device: Device; readonly bindings: readonly Binding[] };

/** Replaces what is stored of these devices. Browsers are never stored: their connection is their registration. */
export async function replaceRegistrations(
  tx: Tx,
  changes: readonly StoredBindings[],
  newId: () => string,
): Promise<void> {
  const rows = changes.flatMap(({ device, bindings }) =>
    bindings
      .filter(({ flow }) => flow !== undefined && flow.transport !== 'ws' && flow.transport !== 'wss')
      .map((binding) => row(device, binding, newId())),
  );
  const json = JSON.stringify(rows);
  const deviceIds = JSON.stringify(changes.map(({ device }) => device.id));
  await sql`
      with gone as (
        delete from registrations where device_id in (select value::uuid from jsonb_array_elements_text(${deviceIds}::jsonb))
        and (device_id, binding_key) not in (select device_id, binding_key
          from jsonb_to_recordset(${json}::jsonb) as r(device_id uuid, binding_key text))
      )
      insert into registrations select r.* from jsonb_populate_recordset(null::registrations, ${json}::jsonb) r
      join devices d on d.id = r.device_id and d.removed_at is null
      on conflict (device_id, binding_key) do update set contact_uri = excluded.contact_uri, path = excluded.path,
        transport = excluded.transport, local_address = excluded.local_address, local_port = excluded.local_port,
        remote_address = excluded.remote_address, remote_port = excluded.remote_port, user_agent = excluded.user_agent,
        sip_call_id = excluded.sip_call_id, cseq = excluded.cseq, registered_at = excluded.registered_at,
        expires_at = excluded.expires_at`.execute(tx);
}

function row(device: Device, binding: Binding, id: string) {
  return {
    id,
    organization_id: device.organizationId,
    device_id: device.id,
    binding_key: bindingKey(binding),
    contact_uri: binding.uri,
    path: binding.path,
    transport: binding.flow!.transport,
    local_address: binding.flow!.localAddress,
    local_port: binding.flow!.localPort,
    remote_address: binding.flow!.remoteAddress,
    remote_port: binding.flow!.remotePort,
    instance_id: binding.instanceId ?? null,
    user_agent: binding.userAgent ?? null,
    sip_call_id: binding.callId,
    cseq: binding.cseq,
    registered_at: new Date(binding.registeredAt).toISOString(),
    expires_at: new Date(binding.expiresAt).toISOString(),
  };
}

/** What was registered over UDP, TCP and TLS when the server stopped, by device. */
export async function loadRegistrations(db: Database, nowMs: number): Promise<ReadonlyMap<string, readonly Binding[]>> {
  const rows = await db.read(operatorScope, (tx) =>
    tx
      .withTables<TelephonyTables>()
      .selectFrom('registrations')
      .selectAll()
      .where('expiresAt', '>', new Date(nowMs).toISOString() as never)
      .execute(),
  );
  const byDevice = new Map<string, Binding[]>();
  for (const stored of rows)
    byDevice.set(stored.deviceId, [...(byDevice.get(stored.deviceId) ?? []), toBinding(stored)]);
  return byDevice;
}

type Row = {
  contactUri: string;
  sipCallId: string;
  cseq: bigint;
  registeredAt: Temporal.Instant;
  expiresAt: Temporal.Instant;
  path: string[];
  transport: string;
  localAddress: string;
  localPort: number;
  remoteAddress: string;
  remotePort: number;
  instanceId: string | null;
  userAgent: string | null;
};

function toBinding(row: Row): Binding {
  const { transport, localAddress, localPort, remoteAddress, remotePort } = row;
  // A UDP flow is two addresses and outlives a restart; a connection does not, so the Contact is called instead.
  const id = `udp:${localAddress}:${localPort}:${remoteAddress}:${remotePort}`;
  const flow = { id, transport: 'udp' as const, localAddress, localPort, remoteAddress, remotePort };
  return {
    uri: row.contactUri,
    q: 1,
    callId: row.sipCallId,
    cseq: Number(row.cseq),
    registeredAt: row.registeredAt.epochMilliseconds,
    expiresAt: row.expiresAt.epochMilliseconds,
    path: row.path,
    params: [],
    ...(transport === 'udp' ? { flow } : {}),
    ...(row.instanceId === null ? {} : { instanceId: row.instanceId }),
    ...(row.userAgent === null ? {} : { userAgent: row.userAgent }),
  };
}
