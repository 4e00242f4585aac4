/** Runs SIPp as the other side of a test: an implementation that we did not write. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasSipp = (): boolean => {
  try {
    execFileSync('sipp', ['-v'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // `sipp -v` ends with a status of its own; only a missing program counts.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
};

export type SippRun = { readonly status: number | null; readonly output: string };

export interface Sipp {
  readonly done: Promise<SippRun>;
  /** Begins no new calls, ends those that it has. */
  finish(): void;
  stop(): void;
}

/** `sipp` with these arguments, in a folder of its own, without a terminal. */
export const startSipp = (args: readonly string[]): Sipp => {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-sipp-'));
  const child: ChildProcess = spawn('sipp', [...args, '-nostdin', '-trace_err'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const { promise, resolve } = Promise.withResolvers<SippRun>();
  child.once('close', (status) => {
    const errors = readdirSync(folder).filter((name) => name.endsWith('errors.log'));
    resolve({
      status,
      output: output.slice(-2_000) + errors.map((name) => readFileSync(join(folder, name), 'utf8')).join(''),
    });
  });
  return {
    done: promise,
    finish: () => void child.kill('SIGUSR1'),
    stop: () => void child.kill('SIGKILL'),
  };
};
