// Runs the real program under the pinned Node.js: signals reach it once, and it is waited for.
//
// On Ctrl-C the terminal signals the whole foreground group and npm forwards the signal again. The program therefore
// gets a process group of its own, and this file is the only one that signals it. Should this process die without a
// chance to speak (kill -9), the program notices that its channel closed and stops by itself: with-parent.mjs.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './setup.mjs';

const sameSignalMs = 1000;
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The environment of a program: the pinned Node.js and the tools of node_modules come first on the PATH. */
export function programEnvironment(extra = {}) {
  const path = [join(root, 'node_modules', 'node', 'bin'), join(root, 'node_modules', '.bin'), process.env['PATH']];
  return { ...process.env, PATH: path.filter(Boolean).join(delimiter), ...extra };
}

/** A signal of the same name within a second is the same Ctrl-C, seen twice. */
function signalRelay(child) {
  const lastMs = new Map();
  return (signal) => {
    const nowMs = Date.now();
    if (nowMs - (lastMs.get(signal) ?? -Infinity) < sameSignalMs) return;
    lastMs.set(signal, nowMs);
    child.kill(signal);
  };
}

/** npm can be killed without telling its child: then this process has a new parent, and the program must stop. */
function watchParent(relay) {
  const parent = process.ppid;
  if (!process.env['npm_lifecycle_event']) return undefined;
  return setInterval(() => process.ppid !== parent && relay('SIGTERM'), 1000).unref();
}

/**
 * Starts `node <args>` in the checkout and resolves with its exit code (128 + n when signal n ended it).
 * @param {string} node path of the pinned Node.js
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 * @returns {Promise<number>}
 */
export function runNode(node, args, { cwd = root, env = {} } = {}) {
  const guard = join(root, 'tools', 'with-parent.mjs');
  const child = spawn(node, ['--import', guard, ...args], {
    cwd,
    env: programEnvironment(env),
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const relay = signalRelay(child);
  for (const signal of forwarded) process.on(signal, relay);
  const watch = watchParent(relay);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      for (const name of forwarded) process.off(name, relay);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
