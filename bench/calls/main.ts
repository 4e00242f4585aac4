/**
 * Carillon under load beside the bare B2BUA of the harness, in one run: `node bench/calls/main.ts [--profile FOLDER]
 * [--only held,ivr,conf,register,ramp-register,calls,ramp] [--held 100,500] [--register-rates 1000] [--rates 50,190]
 * [--no-reference]`. Prints; keeps nothing. Read README.md first.
 */
import { parseArgs } from 'node:util';
import { waitUntilEmpty } from './after-load.ts';
import { harnessFolder } from './harness.ts';
import { plan, type Workload } from './plan.ts';
import { openSockets } from './processes.ts';
import { formatDetails, formatReport } from './report.ts';
import { startCarillon, startReference, type Carillon, type Reference } from './servers.ts';
import { measureCarillon, measureReference, registerTelephones, type Measured, type Outcome } from './workloads.ts';

const { values: options } = parseArgs({
  options: {
    profile: { type: 'string' },
    only: { type: 'string', default: 'held,ivr,conf,register,ramp-register,calls,ramp' },
    held: { type: 'string', default: '100,500,400,600' },
    rates: { type: 'string', default: '50,100,190' },
    'register-rates': { type: 'string', default: '200,1000' },
    seconds: { type: 'string', default: '15' },
    'no-reference': { type: 'boolean', default: false },
  },
});

/** The reference has one thread for everything: with more calls held than this it measures its own queue. */
const mostHeldByReference = 200;

async function main(): Promise<boolean> {
  const carillon = await startCarillon(options.profile ?? null);
  let reference: Reference | null = null;
  try {
    if (!options['no-reference']) reference = await startReference(harnessFolder);
    return await measureAll(carillon, reference);
  } finally {
    await Promise.all([carillon.stop(), reference?.stop()]);
  }
}

async function measureAll(carillon: Carillon, reference: Reference | null): Promise<boolean> {
  const sockets = openSockets(carillon.pid);
  const run: Measured[] = [];
  const keep = (outcome: Outcome): void => {
    run.push(...outcome.measured);
    if (outcome.measured[0]!.server === 'Carillon') console.log(formatDetails(outcome));
  };
  keep(await registerTelephones(carillon));
  for (const workload of plan({ ...options, registerRates: options['register-rates'] })) {
    keep(await measureCarillon(carillon, workload));
    if (reference !== null && canTake(workload)) keep(await measureReference(reference, workload));
  }
  const remains = await waitUntilEmpty(carillon, sockets);
  console.log(`\n${formatReport(run)}\n`);
  if (remains.kind === 'left') console.log(`Left behind after the load: ${remains.what}`);
  else console.log(`Everything is back to zero ${remains.seconds} s after the load.`);
  return remains.kind === 'nothing';
}

const canTake = (workload: Workload): boolean => workload.kind !== 'held' || workload.count <= mostHeldByReference;

if (!(await main())) process.exitCode = 1;
