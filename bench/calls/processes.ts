import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export type Running = {
  readonly name: string;
  readonly pid: number;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
};

export type Start = {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Resolves when the program serves; asked again until it does. */
  readonly isReady: () => Promise<boolean>;
};

const readyLimitMs = 60_000;
const stopLimitMs = 20_000;
const idleLimitMs = 30_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Starts a Node.js program and waits until it serves. @throws Error with what it printed when it does not */
export async function startNode({ name, args, env, isReady }: Start): Promise<Running> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => printed.push(data.toString()));
  const limit = Date.now() + readyLimitMs;
  while (!(await isReady().catch(() => false))) {
    if (child.exitCode === null && Date.now() < limit) await pause(100);
    else throw new Error(`${name} does not start:\n${printed.join('')}`);
  }
  return { name, pid: child.pid!, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await ended;
  clearTimeout(kill);
}

/** Runs a program to its end. @throws Error with what it printed when it fails */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  const result = spawnSync(command, args, { env, encoding: 'utf8' });
  if (result.status === 0) return result.stdout;
  throw new Error(`${command} ${args.join(' ')}:\n${result.error?.message ?? ''}${result.stdout}${result.stderr}`);
}

/** Processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map(Number).filter((id) => parentOf(id) === pid);
}

function parentOf(pid: number): number | null {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
  } catch {
    return null;
  }
}

/** CPU time of each thread of a process by its name, in seconds; threads of one name are added up. */
export function cpuSecondsByThread(pid: number): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')).replace(/-\d+$/, '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    seconds.set(name, (seconds.get(name) ?? 0) + (Number(fields[11]) + Number(fields[12])) / 100);
  }
  return seconds;
}

/**
 * CPU time that a process and its descendants ever used, in seconds; those that ended count through the parent that
 * reaped them (PostgreSQL ends idle connections).
 */
export function cpuSecondsOfTree(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + cpuSecondsOfTree(child), cpuSecondsOf(pid));
}

/** Waits until a process and its descendants have done next to nothing for a second; half a minute at most. */
export async function waitUntilIdle(pid: number): Promise<void> {
  const limit = Date.now() + idleLimitMs;
  for (let used = 1; used > 0.05 && Date.now() < limit;) {
    const before = cpuSecondsOfTree(pid);
    await pause(1_000);
    used = cpuSecondsOfTree(pid) - before;
  }
}

function cpuSecondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    // It ended a moment ago: its parent has its time now.
    return 0;
  }
}

/** Proportional memory of one process without its children, kB. */
export function memoryKb(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]);
}

/** Sockets that a process has open: every port of a call is one. */
export function openSockets(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => isSocket(`${folder}/${name}`)).length;
}

function isSocket(link: string): boolean {
  try {
    return readlinkSync(link).startsWith('socket:');
  } catch {
    return false;
  }
}
