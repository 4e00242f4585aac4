import { openSockets } from './processes.ts';
import type { Carillon } from './servers.ts';

/** Everything that a finished call must have given back. */
const mustBeZero = [
  'carillon_calls_in_progress',
  'carillon_call_facts_waiting',
  'carillon_call_records_waiting',
  'carillon_sip_dialogs',
  'carillon_sip_transactions',
  'carillon_media_legs',
  'carillon_sip_internal_errors',
];

/** Transactions linger for 32 s (RFC 3261 17), so a little longer. */
const limitMs = 45_000;

export type Remains =
  | { readonly kind: 'nothing'; readonly seconds: number }
  | { readonly kind: 'left'; readonly what: string };

/** Waits until the server is as empty as before the load. `sockets`: those open before. */
export async function waitUntilEmpty(carillon: Carillon, sockets: number): Promise<Remains> {
  const startedAt = Date.now();
  for (;;) {
    const what = await remains(carillon, sockets);
    if (what === '') return { kind: 'nothing', seconds: Math.round((Date.now() - startedAt) / 1000) };
    if (Date.now() - startedAt > limitMs) return { kind: 'left', what };
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function remains(carillon: Carillon, socketsBefore: number): Promise<string> {
  const metrics = await carillon.metrics();
  const left = mustBeZero.filter((name) => (metrics.get(name) ?? 0) !== 0);
  const sockets = openSockets(carillon.pid) - socketsBefore;
  const lines = left.map((name) => `${name} ${metrics.get(name)}`);
  // A database pool may have grown by its connections, a media port may not.
  const spare = 20;
  return [...lines, ...(sockets > spare ? [`${sockets} sockets more than before`] : [])].join(', ');
}
