import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What this bench reads of the harness's answer to one load (its README explains every figure). */
export type HarnessResult = {
  readonly ok?: number;
  readonly failed?: number;
  readonly retrans?: number;
  readonly uas?: { readonly retrans?: number };
  readonly sipp?: { readonly ok: number; readonly failed: number; readonly retrans: number };
  readonly rate?: number;
  readonly wall_s: number;
  readonly cpu_s: number;
  readonly cpu_s_by_root?: Readonly<Record<string, number>>;
  readonly other_cpu_pct: number;
  readonly latency?: Latencies | null;
  readonly media?: { readonly loss_pct: number; readonly seq_gap_pct: number; readonly delay_ms: Percentiles };
};

/** Answer of a ramp: the last step that went well (null: none did) and a run at half of its rate. */
export type RampResult = { readonly at_max: HarnessResult | null; readonly half?: readonly HarnessResult[] };

export type Percentiles = { readonly p50: number | null; readonly p99: number | null };
type Latencies = { readonly invite_to_180_ms: Percentiles; readonly register_ms: Percentiles };

export type HarnessOptions = Readonly<Record<string, string | number | true>>;

/** Where the harness is: `CARILLON_BENCH`, else beside the checkout. */
export const harnessFolder = resolve(
  process.env['CARILLON_BENCH'] ?? join(import.meta.dirname, '../../../shared/bench'),
);

const scratch = mkdtempSync(join(tmpdir(), 'carillon-bench-run-'));
let runs = 0;

/** Runs one workload. @throws Error with what the harness printed when it fails */
export async function runHarness<R = HarnessResult>(workload: string, options: HarnessOptions): Promise<R> {
  const json = join(scratch, `${++runs}.json`);
  const flags = Object.entries<string | number | true>({ ...options, json }).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, String(value)],
  );
  const child = spawn(process.execPath, [join(harnessFolder, 'bench.mjs'), workload, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const printed: string[] = [];
  child.stderr.on('data', (data: Buffer) => printed.push(data.toString()));
  const code = await new Promise((done) => child.once('exit', done));
  if (code !== 0) throw new Error(`bench.mjs ${workload}:\n${printed.join('')}`);
  return JSON.parse(readFileSync(json, 'utf8')) as R;
}

/** A file of `user;password` lines, as the harness reads them. */
export function usersFile(users: readonly { readonly username: string; readonly password: string }[]): string {
  const path = join(scratch, `users-${++runs}.csv`);
  writeFileSync(path, users.map(({ username, password }) => `${username};${password}`).join('\n'));
  return path;
}
