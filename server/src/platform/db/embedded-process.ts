import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { OsUser } from './embedded-place.ts';

const execute = promisify(execFile);
/** PostgreSQL's messages in English and its text handling independent of the machine. */
const environment = () => ({ PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });

/** A TCP port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** True when nothing listens on the port of 127.0.0.1. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(!socket.destroy()));
    socket.once('error', () => resolve(true));
  });
}

/** Runs a program to its end. @throws Error with what it printed when it fails */
export async function runToEnd(program: string, flags: string[], user: OsUser | null): Promise<void> {
  await execute(program, flags, { ...user, env: environment(), cwd: '/' }).catch(
    (error: { stderr?: string; message: string }) => {
      throw new Error(`${program} failed: ${(error.stderr || error.message).trim()}`);
    },
  );
}

/**
 * Starts the server in a session of its own, so that Ctrl-C in the terminal reaches us alone and we end it in order.
 * `failed` tells whether it has ended already.
 */
export function spawnServer(program: string, flags: string[], options: { user: OsUser | null; logFile: string }) {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(program, flags, {
    ...options.user,
    env: environment(),
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let problem: string | null = null;
  child.once('error', (error) => (problem = error.message));
  child.once('exit', (code, signal) => (problem ??= `it ended with ${signal ?? `code ${code}`}`));
  child.unref();
  return { failed: () => problem };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

type ReadyOptions = { readonly failed?: () => string | null; readonly logFile?: string };

/** Waits until the server lets us in, also while it recovers from a crash (at most a minute). */
export async function waitUntilReady(url: string, options: ReadyOptions): Promise<void> {
  const limitMs = Date.now() + 60_000;
  while (!(await answers(url))) {
    const problem = options.failed?.() ?? (Date.now() > limitMs ? 'it does not answer' : null);
    if (problem) {
      const tail = options.logFile
        ? (await readFile(options.logFile, 'utf8')).trim().split('\n').slice(-5).join('\n')
        : '';
      throw new Error(`The embedded PostgreSQL could not start: ${problem}.\n${tail}`);
    }
    await pause(15);
  }
}

/** A killed process whose parent has not looked at it yet (Z in /proc) still takes signals, but is dead. */
function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.startsWith('Z');
  } catch {
    return false;
  }
}

/** True while a process of that id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const { stdout } = await execute('ps', ['-p', String(pid), '-o', 'args=']).catch(() => ({ stdout: '' }));
  const text = stdout || (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return text.includes('postgres');
}

/** The server that runs on the cluster, from its postmaster.pid; a file that names a dead or foreign process is removed. */
export async function runningServer(folder: string): Promise<{ pid: number; port: number } | null> {
  const path = join(folder, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (pid > 0 && isAlive(pid) && (await isPostgres(pid))) return { pid, port: Number(lines[3]) };
  await rm(path, { force: true });
  return null;
}

/** Fast shutdown (SIGINT): open transactions are rolled back. Resolves when the process is gone. */
export async function stopServer(folder: string): Promise<void> {
  const server = await runningServer(folder);
  if (!server) return;
  process.kill(server.pid, 'SIGINT');
  for (let waitedMs = 0; isAlive(server.pid); waitedMs += 10) {
    if (waitedMs === 8_000) process.kill(server.pid, 'SIGQUIT');
    if (waitedMs > 10_000) return;
    await pause(10);
  }
}

/** Sends the fast shutdown without waiting, for a forced exit. */
export function killServer(folder: string): void {
  try {
    process.kill(Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGINT');
  } catch {
    // It has ended already.
  }
}
