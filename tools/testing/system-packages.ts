// Installs the system programs that suites need, where that is wanted: in CI, or when asked by CARILLON_INSTALL=1.
import { spawnSync } from 'node:child_process';
import { toolPath, tools, type ToolName } from '../requirements.ts';

const names = Object.keys(tools) as ToolName[];

/** Tools this machine does not have. */
export function missingTools(): ToolName[] {
  return names.filter((name) => toolPath(name) === undefined);
}

function isWanted(): boolean {
  return process.env['CI'] === 'true' || process.env['CARILLON_INSTALL'] === '1';
}

function apt(...args: string[]): boolean {
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const [program = '', ...rest] = [...prefix, 'apt-get', '-qq', ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}

/** Installs what is missing, or says in a sentence what will be skipped and how to change that. */
export function ensureSystemPackages(): void {
  const missing = missingTools();
  if (missing.length === 0) return;
  const packages = missing.flatMap((name) => tools[name].debianPackages);
  if (!isWanted()) {
    console.log(
      `Suites that need ${missing.join(', ')} will be skipped. To install: apt-get install ${packages.join(' ')}`,
    );
    console.log('(or run "CARILLON_INSTALL=1 npm test", which does it with apt).');
    return;
  }
  console.log(`Installing system packages: ${packages.join(' ')} ...`);
  const startedAtMs = Date.now();
  const done = apt('update') && apt('install', '-y', '--no-install-recommends', ...packages);
  const seconds = Math.round((Date.now() - startedAtMs) / 1000);
  if (done) console.log(`  done in ${seconds} s`);
  else
    console.log('They could not be installed: apt-get, as root or through sudo, is needed. Their suites are skipped.');
}
