import { cpuSecondsByThread, cpuSecondsOfTree, memoryKb } from './processes.ts';
import {
  runHarness,
  usersFile,
  type HarnessOptions,
  type HarnessResult,
  type Percentiles,
  type RampResult,
} from './harness.ts';
import { isLasting, nameOf, type Workload } from './plan.ts';
import { carillonPorts, referencePorts, type Account, type Carillon, type Reference } from './servers.ts';

/** One load on one server. CPU is milliseconds for each call or registration, for held calls % of a core per 100. */
export type Measured = {
  readonly workload: Workload;
  readonly name: string;
  readonly server: 'Carillon' | 'reference';
  readonly ok: number;
  readonly failed: number;
  readonly repeated: number;
  /** New ones a second, as reached; null for held calls. */
  readonly rate: number | null;
  /** The server's process with all its threads, without PostgreSQL. */
  readonly cpu: number;
  /** PostgreSQL included; null: the server has none. */
  readonly cpuWithDatabase: number | null;
  readonly latencyMs: Percentiles;
  readonly lossPct: number | null;
  /** The most that the server's process had meanwhile, kB. */
  readonly memoryKb: number;
  /** What the rest of the machine used meanwhile, % of a core. */
  readonly othersPct: number;
};

/** What a load gave (a ramp: two results), and where the server's CPU went. */
export type Outcome = {
  readonly measured: readonly Measured[];
  readonly threadSeconds: ReadonlyMap<string, number>;
  /** Seconds since the bench began, to find the load in a profile. */
  readonly from: number;
  readonly to: number;
};

/** What the harness has to know of a server. */
type Subject = {
  readonly server: Measured['server'];
  readonly pid: number;
  readonly databasePid: number | null;
  readonly options: HarnessOptions;
  /** Whom to call: a telephone, a message, a room (`%r` is its number). */
  readonly destinations: { readonly telephone: string; readonly message: string; readonly room: string };
};

function subjectOf(carillon: Carillon): Subject {
  const [callee, ...callers] = carillon.users;
  const { target, pid, databasePid, rooms, announcement } = carillon;
  const ports = { 'uac-port': carillonPorts.uac, 'uas-port': carillonPorts.uas };
  const options = { name: 'carillon', target, ...ports, 'users-file': usersFile(callers) };
  const room = `${rooms[0]!.slice(0, -1)}%r`;
  const destinations = { telephone: callee!.extension, message: announcement, room };
  return { server: 'Carillon', pid, databasePid, options, destinations };
}

function subjectOfReference({ pid, target }: Reference): Subject {
  const ports = { 'uac-port': referencePorts.uac, 'uas-port': referencePorts.uas };
  const options = { name: 'reference', target, ...ports };
  const destinations = { telephone: '2900', message: 'ivr', room: 'room%r' };
  return { server: 'reference', pid, databasePid: null, options, destinations };
}

/**
 * Every telephone registers once, as it would before it calls; the server has then met them all. The first one is
 * called by the others: it is where the harness answers.
 */
export async function registerTelephones(carillon: Carillon): Promise<Outcome> {
  const [callee, ...callers] = carillon.users;
  const subject = subjectOf(carillon);
  const load: Workload = { kind: 'fleet', rate: 100, count: callers.length };
  await runHarness('register', { ...subject.options, ...calleeOptions(callee!), count: 1, expires: 3_600, idle: 0 });
  const outcome = await measure(subject, load);
  const ok = outcome.measured[0]!.ok;
  if (ok !== callers.length) throw new Error(`only ${ok} of ${callers.length} telephones could register`);
  return outcome;
}

const calleeOptions = (callee: Account): HarnessOptions => ({
  'users-file': usersFile([callee]),
  'uac-port': carillonPorts.uas,
  'no-pcap': true,
});

export const measureCarillon = (carillon: Carillon, workload: Workload) => measure(subjectOf(carillon), workload);
export const measureReference = (reference: Reference, workload: Workload) =>
  measure(subjectOfReference(reference), workload);

async function measure(subject: Subject, workload: Workload): Promise<Outcome> {
  const pids = [subject.pid, subject.databasePid].filter((pid) => pid !== null).join(',');
  const options = { ...subject.options, ...callOptions(subject, workload), ...loadOf(workload), pids, idle: 0 };
  const from = performance.now() / 1_000;
  const threadsBefore = cpuSecondsByThread(subject.pid);
  const databaseBefore = databaseSeconds(subject);
  const memory = watchMemory(subject.pid);
  const results = await runLoad(workload, options);
  // Of a ramp only one step counts: there the harness's own figure has to do, which misses connections that ended.
  const counted = results.length === 1 ? databaseSeconds(subject) - databaseBefore : null;
  const memoryKb = memory.stop();
  return {
    measured: results.map(([name, result]) => read(subject, { workload, name, result, counted, memoryKb })),
    threadSeconds: difference(threadsBefore, cpuSecondsByThread(subject.pid)),
    from,
    to: performance.now() / 1_000,
  };
}

/** Callers prove who they are with digest. */
function callOptions({ destinations }: Subject, { kind }: Workload): HarnessOptions {
  if (kind === 'calls' || kind === 'held' || kind === 'ramp') return { auth: true, dest: destinations.telephone };
  if (kind === 'ivr') return { auth: true, dest: destinations.message };
  return kind === 'conf' ? { auth: true, dest: destinations.room } : {};
}

const databaseSeconds = ({ databasePid }: Subject): number =>
  databasePid === null ? 0 : cpuSecondsOfTree(databasePid);

function loadOf(workload: Workload): HarnessOptions {
  switch (workload.kind) {
    case 'conf':
      return {
        rooms: workload.rooms,
        parties: workload.count / workload.rooms,
        seconds: workload.seconds,
        'ramp-rate': 40,
      };
    case 'held':
    case 'ivr':
      return { calls: workload.count, seconds: workload.seconds, 'ramp-rate': 40 };
    case 'ramp':
    case 'ramp-register':
      return { start: workload.start, 'step-seconds': workload.seconds, factor: 1.25 };
    case 'fleet':
    case 'register':
      return { rate: workload.rate, count: workload.count, expires: 3_600 };
    case 'calls':
      return { rate: workload.rate, count: workload.count };
  }
}

/** A ramp gives two results: its best step, and a run at half of that rate. */
async function runLoad(workload: Workload, options: HarnessOptions): Promise<[string, HarnessResult][]> {
  const name = nameOf(workload);
  if (workload.kind === 'fleet') return [[name, await runHarness('register', options)]];
  if (workload.kind !== 'ramp' && workload.kind !== 'ramp-register')
    return [[name, await runHarness(workload.kind, options)]];
  const { at_max: best, half = [] } = await runHarness<RampResult>(workload.kind, options);
  if (best === null) throw new Error(`${name}: the first step failed already`);
  return [[name, best], ...half.map((result): [string, HarnessResult] => [`half of the ${name}`, result])];
}

type Finished = {
  readonly workload: Workload;
  readonly name: string;
  readonly result: HarnessResult;
  /** CPU seconds of PostgreSQL as we counted them. */
  readonly counted: number | null;
  readonly memoryKb: number;
};

function read({ server, pid, databasePid }: Subject, finished: Finished): Measured {
  const { workload, name, result, counted, memoryKb } = finished;
  const isHeld = isLasting(workload);
  const ok = result.ok ?? result.sipp?.ok ?? 0;
  const scale = 'rate' in workload || !('count' in workload) ? 1_000 / ok : 10_000 / result.wall_s / workload.count;
  // The harness counts the embedded database as a child of the server.
  const ofDatabase = databasePid === null ? 0 : (result.cpu_s_by_root?.[String(databasePid)] ?? 0);
  const cpu = ((result.cpu_s_by_root?.[String(pid)] ?? result.cpu_s) - ofDatabase) * scale;
  return {
    workload,
    name,
    server,
    ok,
    failed: result.failed ?? result.sipp?.failed ?? 0,
    repeated: (result.retrans ?? result.sipp?.retrans ?? 0) + (result.uas?.retrans ?? 0),
    rate: isHeld ? null : (result.rate ?? null),
    cpu,
    cpuWithDatabase: databasePid === null ? null : cpu + (counted ?? ofDatabase) * scale,
    latencyMs: latencyOf(workload, result) ?? { p50: null, p99: null },
    lossPct: (workload.kind === 'held' ? result.media?.loss_pct : result.media?.seq_gap_pct) ?? null,
    memoryKb,
    othersPct: result.other_cpu_pct,
  };
}

function latencyOf({ kind }: Workload, { latency, media }: HarnessResult): Percentiles | undefined {
  if (kind === 'held') return media?.delay_ms;
  return kind === 'calls' || kind === 'ramp' ? latency?.invite_to_180_ms : latency?.register_ms;
}

function difference(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) {
  return new Map([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]));
}

/** The most that a process had while watched, kB. */
function watchMemory(pid: number): { stop(): number } {
  let most = memoryKb(pid);
  const look = setInterval(() => (most = Math.max(most, memoryKb(pid))), 1_000);
  return {
    stop() {
      clearInterval(look);
      return most;
    },
  };
}
