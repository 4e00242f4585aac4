import { operatorScope } from '#platform/db';
import type { TelephonyContext } from './context.ts';
import { listen, serveSip, type SipPorts } from './signalling/serve.ts';
import { allAvailability } from './store/availability.ts';
import { bansInForce } from './store/sip-bans.ts';
import { allDevices } from './store/devices.ts';
import { loadRegistrations } from './store/registrations.ts';
import { allTrunks } from './store/trunks.ts';

export type Life = { admitting: boolean };

/** Tables first, then the ports: the first packet already finds its device. */
export async function startTelephony(
  context: TelephonyContext,
  life: Life,
  certificate: { cert: string; key: string } | null,
): Promise<SipPorts> {
  await loadTables(context);
  await context.sweeper.start();
  serveSip(context, () => life.admitting);
  const ports = await listen(context, certificate);
  context.bound.sipPort = ports.udpPort;
  life.admitting = true;
  context.overload.start(context.media);
  await startTrunks(context);
  return ports;
}

async function loadTables(context: TelephonyContext): Promise<void> {
  const { db, devices, bindings, availability, clock, guard } = context;
  await db.read(operatorScope, async (tx) => {
    for (const device of await allDevices(tx)) devices.put(device);
    for (const row of await allAvailability(tx)) availability.set(row.userId, row.availability);
  });
  for (const [deviceId, stored] of await loadRegistrations(db, clock.nowMs())) {
    bindings.set(deviceId, stored);
    for (const { flow } of stored) if (flow !== undefined) guard.prove(flow);
  }
  for (const ban of await db.read(operatorScope, (tx) => bansInForce(tx, clock.now()))) guard.putBan(ban);
}

async function startTrunks({ db, trunks, config }: TelephonyContext): Promise<void> {
  for (const trunk of await db.read(operatorScope, (tx) => allTrunks(tx, config.secretKey))) trunks.put(trunk);
}

/** No new calls, then every call ended with its records, then the rest. */
export async function stopTelephony(context: TelephonyContext, life: Life): Promise<void> {
  life.admitting = false;
  context.overload.stop();
  context.events.stop();
  await context.calls.stop();
  await context.records.flush();
  await context.facts.flush();
  await context.factsConnection.close();
  await context.trunks.stop();
  context.registrar.stop();
  await context.keeper.stop();
  await context.banKeeper.stop();
  context.views.stop();
  context.quality.stop();
  await context.sweeper.stop();
  await context.sip.close();
}
