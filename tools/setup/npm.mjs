// Finds an npm and makes it install what the lockfile says.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { explain, Interrupted, SetupError } from './failures.mjs';

/** The npm that installs, whatever npm the machine has: one behaviour to know. */
export const pinnedNpm = '11.19.1';

const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--no-progress'];

/** How to start the npm that called us, or the one on the PATH. */
function callerNpm() {
  const cli = process.env['npm_execpath'];
  if (cli && /npm-cli\.c?js$/.test(cli) && existsSync(cli)) return [process.execPath, cli];
  return ['npm'];
}

/** npm hands its settings down through the environment; those about the running script would confuse a second npm. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|command|node_execpath|execpath|config_(local_)?prefix)/.test(name),
  );
  return { ...Object.fromEntries(kept), npm_config_update_notifier: 'false' };
}

function majorVersion([program, ...args], env) {
  const result = spawnSync(program, [...args, '--version'], { encoding: 'utf8', env });
  if (result.error || result.status !== 0) {
    throw new SetupError('npm was not found: install Node.js 20 or newer with npm, then run the same command again.');
  }
  return Number.parseInt(result.stdout, 10);
}

/** How many packages are unpacked so far, for the progress line. */
export function countPackages(root) {
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) return 0;
  const names = readdirSync(modules).filter((name) => !name.startsWith('.'));
  const scopes = names.filter((name) => name.startsWith('@'));
  return (
    names.length - scopes.length + scopes.reduce((sum, scope) => sum + readdirSync(join(modules, scope)).length, 0)
  );
}

function collect(child) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => (output = (output + text).slice(-20_000)));
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs npm in a process group of its own. A signal ends the whole group at once and is waited for: npm itself goes on
 * writing for seconds after a Ctrl-C, which would disturb the next set-up.
 */
async function runNpm([program, ...args], options) {
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, stop);
  const result = await collect(child);
  for (const signal of signals) process.off(signal, stop);
  if (interrupted) throw new Interrupted();
  return result;
}

/**
 * Installs exactly what the lockfile says into node_modules. Install scripts do not run: the two packages that need
 * one are finished by native.mjs, so that no npm policy about scripts can break the set-up.
 */
export async function install(root) {
  const env = cleanEnvironment();
  const caller = callerNpm();
  const command = majorVersion(caller, env) >= 11 ? caller : [...caller, 'exec', '--yes', '--', `npm@${pinnedNpm}`];
  const result = await runNpm([...command, 'ci', '--ignore-scripts', '--prefer-offline', ...quiet], { cwd: root, env });
  if (result.code !== 0) throw new SetupError(explain(result.output));
}
