// Runs one kind of tests with vitest, and ends it when it hangs.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { readTally, type Tally } from './tally.ts';

export type TestProject = {
  readonly name: 'unit' | 'db' | 'net' | 'server-net' | 'e2e';
  /** Test files that run at the same time. */
  readonly workers: number;
  /** When the whole project has not ended by then, it is stopped and what was running is named. */
  readonly deadlineMinutes: number;
};

/** In this order: the quick ones first. Sockets and browsers measure time, so they run one file at a time. */
export const testProjects: readonly TestProject[] = [
  { name: 'unit', workers: 2, deadlineMinutes: 8 },
  { name: 'db', workers: 2, deadlineMinutes: 8 },
  { name: 'net', workers: 1, deadlineMinutes: 8 },
  { name: 'server-net', workers: 1, deadlineMinutes: 22 },
  { name: 'e2e', workers: 1, deadlineMinutes: 12 },
];

/** Where reports go; ignored by git. */
export const resultsFolder = join(repositoryRoot, 'test-results');

/** CARILLON_INSTALL is ours; a server that a test starts would refuse it as a setting that it does not know. */
function testEnvironment(report: string): NodeJS.ProcessEnv {
  const { CARILLON_INSTALL: _, ...environment } = process.env;
  return { ...environment, TEST_REPORT_FILE: report, TEST_RESULTS_FOLDER: resultsFolder };
}

function startVitest(project: TestProject, report: string, filters: readonly string[]): ChildProcess {
  const vitest = join(repositoryRoot, 'node_modules/vitest/vitest.mjs');
  const options = ['run', '--project', project.name, '--passWithNoTests', '--maxWorkers', String(project.workers)];
  const reporters = ['--reporter=default', `--reporter=${join(repositoryRoot, 'tools/vitest/report.ts')}`];
  return spawn(process.execPath, [vitest, ...options, ...reporters, ...filters], {
    cwd: repositoryRoot,
    stdio: 'inherit',
    detached: true,
    env: testEnvironment(report),
  });
}

/** Stops vitest with its workers and everything they started in the same process group. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is already gone.
  }
}

async function waitFor(child: ChildProcess, deadlineMs: number): Promise<{ code: number; hung: boolean }> {
  let hung = false;
  const stop = () => killGroup(child);
  const timer = setTimeout(() => {
    hung = true;
    stop();
  }, deadlineMs);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  clearTimeout(timer);
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);
  return { code, hung };
}

/** Runs a project; a non-zero exit without a failed test (an unhandled error, a crash) counts as one failure. */
export async function runProject(project: TestProject, filters: readonly string[] = []): Promise<Tally> {
  const report = join(resultsFolder, `${project.name}.ndjson`);
  console.log(`\n=== ${project.name} tests ===`);
  const { code, hung } = await waitFor(startVitest(project, report, filters), project.deadlineMinutes * 60_000);
  const tally = readTally(report);
  if (hung)
    console.log(`The ${project.name} tests did not end within ${project.deadlineMinutes} minutes. Running then:`);
  for (const name of tally.unfinished) console.log(`  ${name}`);
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
