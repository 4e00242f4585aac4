import { cpuSecondsByThread, cpuSecondsOfTree, memoryKb } from './processes.ts';
import { runHarness, usersFile, type HarnessOptions, type HarnessResult } from './harness.ts';
import { carillonPorts, referencePorts, type Account, type Carillon, type Reference } from './servers.ts';

/** One workload on one server. CPU is that of the processes measured, in seconds. */
export type Measured = {
  readonly result: HarnessResult;
  readonly units: number;
  readonly failed: number;
  readonly repeated: number;
  /** The server's process with all its threads, without PostgreSQL. */
  readonly serverCpuSeconds: number;
  readonly databaseCpuSeconds: number;
  readonly cpuSecondsByThread: ReadonlyMap<string, number>;
  readonly memoryKbGrown: number;
  /** Seconds since the bench began, to find the workload in a profile. */
  readonly seconds: { readonly from: number; readonly to: number };
};

export type Workload = {
  readonly kind: 'register' | 'calls' | 'held';
  readonly rate?: number;
  readonly count: number;
  /** Held calls: seconds of media measured. */
  readonly seconds?: number;
};

/**
 * Every telephone registers once, as it would before it calls; the server has then met them all. The first one is
 * called by the others: it is where the harness answers.
 */
export async function registerTelephones({ target, users }: Carillon): Promise<void> {
  await registerAll(target, users.slice(0, 1), carillonPorts.uas);
  await registerAll(target, users.slice(1), carillonPorts.uac);
}

async function registerAll(target: string, users: readonly Account[], port: number): Promise<void> {
  const load = { count: users.length, rate: 100, expires: 3_600, idle: 0, 'no-pcap': true as const };
  const result = await runHarness('register', { ...load, target, 'users-file': usersFile(users), 'uac-port': port });
  if (result.ok !== users.length) throw new Error(`only ${result.ok} of ${users.length} telephones could register`);
}

export async function measureCarillon(carillon: Carillon, workload: Workload): Promise<Measured> {
  const [callee, ...callers] = carillon.users;
  const isCall = workload.kind !== 'register';
  return measure(workload, [carillon.pid, carillon.databasePid], {
    name: 'carillon',
    target: carillon.target,
    'uac-port': carillonPorts.uac,
    'uas-port': carillonPorts.uas,
    'users-file': usersFile(callers),
    ...(isCall ? { auth: true, dest: callee!.extension } : {}),
  });
}

export async function measureReference(reference: Reference, workload: Workload): Promise<Measured> {
  return measure(workload, [reference.pid], {
    name: 'reference',
    target: reference.target,
    'uac-port': referencePorts.uac,
    'uas-port': referencePorts.uas,
    ...(workload.kind === 'register' ? {} : { auth: true, dest: '2900' }),
  });
}

async function measure(workload: Workload, pids: readonly number[], options: HarnessOptions): Promise<Measured> {
  const { kind, rate, count, seconds } = workload;
  const [pid, databasePid] = [pids[0]!, pids[1]];
  const load =
    kind === 'held' ? { calls: count, seconds: seconds ?? 15, 'ramp-rate': 20 } : { rate: rate ?? 50, count };
  const before = cpuSecondsByThread(pid);
  const databaseBefore = databasePid === undefined ? 0 : cpuSecondsOfTree(databasePid);
  const from = performance.now() / 1_000;
  const memory = watchMemory(pid);
  const result = await runHarness(kind, { ...options, ...load, pids: pids.join(','), idle: 0 });
  const grown = memory.stop();
  // The harness counts the database as a child of the server; what it lost to connections that ended, it lost in both.
  const ofDatabase = result.cpu_s_by_root?.[String(databasePid)] ?? 0;
  return {
    result,
    units: kind === 'held' ? count : (result.ok ?? 0),
    failed: result.failed ?? result.sipp?.failed ?? 0,
    repeated: (result.retrans ?? result.sipp?.retrans ?? 0) + (result.uas?.retrans ?? 0),
    serverCpuSeconds: (result.cpu_s_by_root?.[String(pid)] ?? result.cpu_s) - ofDatabase,
    databaseCpuSeconds: databasePid === undefined ? 0 : cpuSecondsOfTree(databasePid) - databaseBefore,
    cpuSecondsByThread: difference(before, cpuSecondsByThread(pid)),
    memoryKbGrown: grown,
    seconds: { from, to: performance.now() / 1_000 },
  };
}

function difference(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) {
  return new Map([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]));
}

/** The most that a process grew while watched, kB. */
function watchMemory(pid: number): { stop(): number } {
  const first = memoryKb(pid);
  let most = first;
  const look = setInterval(() => (most = Math.max(most, memoryKb(pid))), 1_000);
  return {
    stop() {
      clearInterval(look);
      return most - first;
    },
  };
}
