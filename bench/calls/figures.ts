import type { Measured } from './workloads.ts';
import type { Workload } from './plan.ts';

/** All that one run measured. */
type Run = readonly Measured[];

/** A figure that has a target, as both servers reached it. */
export type Figure = {
  readonly name: string;
  readonly carillon: number;
  readonly reference: number | null;
  readonly target: Bound;
};

type Bound = { readonly atMost: number } | { readonly atLeast: number };
type Server = Measured['server'];
type Definition = {
  readonly name: string;
  readonly target: Bound;
  readonly of: (run: Run, server: Server) => number | null;
};

/**
 * The targets of the project on two cores, load generator included. They count our processes; with PostgreSQL's a call
 * still has to cost less than Asterisk's 5.5 ms.
 */
const definitions: readonly Definition[] = [
  { name: 'registration with digest at 1,000/s, CPU ms', target: { atMost: 0.3 }, of: cpuAt('register', 1_000) },
  { name: 'registrations a second', target: { atLeast: 2_800 }, of: bestRate('ramp-register') },
  { name: 'bridged call at 190/s, CPU ms', target: { atMost: 1.8 }, of: cpuAt('calls', 190) },
  {
    name: '… with PostgreSQL',
    target: { atMost: 5.5 },
    of: (run, server) => at(run, server, 'calls', 190)?.cpuWithDatabase ?? null,
  },
  {
    name: '… INVITE to 180, p99 ms',
    target: { atMost: 10 },
    of: (run, server) => at(run, server, 'calls', 190)?.latencyMs.p99 ?? null,
  },
  { name: 'bridged calls a second', target: { atLeast: 600 }, of: bestRate('ramp') },
  { name: '400 calls held, % of a core per 100', target: { atMost: 10 }, of: cpuAt('held', 400) },
  {
    name: '600 calls held, % of packets lost',
    target: { atMost: 0.1 },
    of: (run, server) => at(run, server, 'held', 600)?.lossPct ?? null,
  },
  { name: 'message to 100 callers, % of a core', target: { atMost: 12 }, of: cpuAt('ivr', 100) },
  { name: '5 conferences of 20, % of a core per 100', target: { atMost: 15 }, of: cpuAt('conf', 100) },
  { name: 'memory from 100 to 500 held, kB a call', target: { atMost: 60 }, of: memorySlope },
];

/** The figures that this run has. */
export function figuresOf(run: Run): Figure[] {
  return definitions.flatMap(({ name, target, of }) => {
    const carillon = of(run, 'Carillon');
    return carillon === null ? [] : [{ name, target, carillon, reference: of(run, 'reference') }];
  });
}

/** `met`, or by what factor the target was missed. */
export function verdictOf({ carillon, target }: Figure): string {
  const factor = 'atMost' in target ? carillon / target.atMost : target.atLeast / carillon;
  return factor <= 1 ? 'met' : `missed ${factor.toFixed(1)} times`;
}

export const formatBound = (target: Bound): string =>
  'atMost' in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`;

/** The last one of this rate (or number of calls held): when it ran twice, the first was the warming up. */
function at(run: Run, server: Server, kind: Workload['kind'], size: number): Measured | undefined {
  return run.findLast((one) => one.server === server && one.workload.kind === kind && sizeOf(one.workload) === size);
}

const sizeOf = (workload: Workload): number | null =>
  'rate' in workload ? workload.rate : 'count' in workload ? workload.count : null;

function cpuAt(kind: Workload['kind'], size: number): Definition['of'] {
  return (run, server) => at(run, server, kind, size)?.cpu ?? null;
}

function bestRate(kind: Workload['kind']): Definition['of'] {
  return (run, server) => run.find((one) => one.server === server && one.workload.kind === kind)?.rate ?? null;
}

/** What each further call takes, once the process has grown to what a hundred need. */
function memorySlope(run: Run, server: Server): number | null {
  const [few, many] = [at(run, server, 'held', 100), at(run, server, 'held', 500)];
  return few === undefined || many === undefined ? null : (many.memoryKb - few.memoryKb) / 400;
}
