/**
 * Carillon under load beside the bare B2BUA of the harness, in one run: `node bench/calls/main.ts [--profile FOLDER]
 * [--only register,calls,held] [--rates 50,100] [--no-reference]`. Prints; keeps nothing. Read README.md first.
 */
import { parseArgs } from 'node:util';
import { waitUntilEmpty } from './after-load.ts';
import { harnessFolder } from './harness.ts';
import { openSockets } from './processes.ts';
import { formatDetails, formatReport, type Row } from './report.ts';
import { startCarillon, startReference, type Carillon, type Reference } from './servers.ts';
import { measureCarillon, measureReference, registerTelephones, type Workload } from './workloads.ts';

const { values: options } = parseArgs({
  options: {
    profile: { type: 'string' },
    only: { type: 'string', default: 'held,register,calls' },
    rates: { type: 'string', default: '50,100' },
    seconds: { type: 'string', default: '15' },
    'no-reference': { type: 'boolean', default: false },
  },
});

/** Held calls first: memory per call means something on a fresh server only. */
function plan(): Workload[] {
  const kinds = options.only.split(',');
  const seconds = Number(options.seconds);
  const rates = options.rates.split(',').map(Number);
  const held: Workload[] = [{ kind: 'held', count: 100, seconds }];
  const register: Workload[] = [{ kind: 'register', rate: 200, count: 200 * seconds }];
  const calls = rates.map((rate): Workload => ({ kind: 'calls', rate, count: rate * seconds }));
  return [...held, ...register, ...calls].filter(({ kind }) => kinds.includes(kind));
}

async function main(): Promise<boolean> {
  const carillon = await startCarillon(options.profile ?? null);
  const reference = options['no-reference'] ? null : await startReference(harnessFolder);
  try {
    return await measureAll(carillon, reference);
  } finally {
    await Promise.all([carillon.stop(), reference?.stop()]);
  }
}

async function measureAll(carillon: Carillon, reference: Reference | null): Promise<boolean> {
  const sockets = openSockets(carillon.pid);
  await registerTelephones(carillon);
  const rows: Row[] = [];
  for (const workload of plan()) {
    const mine = await measureCarillon(carillon, workload);
    const other = reference === null ? null : await measureReference(reference, workload);
    rows.push({ workload, carillon: mine, reference: other });
  }
  const remains = await waitUntilEmpty(carillon, sockets);
  console.log(formatReport(rows));
  for (const row of rows) console.log(formatDetails(row));
  if (remains.kind === 'left') console.log(`Left behind after the load: ${remains.what}`);
  else console.log(`Everything is back to zero ${remains.seconds} s after the load.`);
  return remains.kind === 'nothing';
}

if (!(await main())) process.exitCode = 1;
