import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type DataFolderLock = { readonly release: () => void };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readHolder(path: string): number | null {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(path, 'utf8')) as { pid: number; startedAt: number };
    return pid !== process.pid && isAlive(pid) && !isRecycled(pid, startedAt) ? pid : null;
  } catch {
    return null;
  }
}

/** True when the process of that id began after the lock was written: another program got the number. */
function isRecycled(pid: number, lockedAtMs: number): boolean {
  try {
    const ticks = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19]);
    const bootSeconds = Number(/btime (\d+)/.exec(readFileSync('/proc/stat', 'utf8'))![1]);
    return bootSeconds * 1_000 + ticks * 10 > lockedAtMs + 2_000;
  } catch {
    return false;
  }
}

/**
 * Makes sure that one server only runs on a data folder. A lock left by a killed process is taken over.
 * @throws Error with a sentence for people when another one runs
 */
export function lockDataFolder(dataDir: string): DataFolderLock {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'carillon.lock');
  const holder = readHolder(path);
  if (holder !== null) {
    throw new Error(
      `Carillon already runs on ${dataDir} (process ${holder}). Stop it, or set CARILLON_DATA to another folder.`,
    );
  }
  writeFileSync(path, `${JSON.stringify({ pid: process.pid, startedAt: Date.now() })}\n`);
  return { release: () => rmSync(path, { force: true }) };
}
