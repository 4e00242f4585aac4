// Makes a checkout ready to run: plain JavaScript without dependencies, because it is what installs them.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SetupError } from './setup/failures.mjs';
import { withLock } from './setup/lock.mjs';
import { linkNode, linkPostgres, pinnedNode } from './setup/native.mjs';
import { countPackages, install } from './setup/npm.mjs';
import { elapsed, phase } from './setup/progress.mjs';
import { isCurrent, isInstalled, writeStamp } from './setup/stamp.mjs';

/** The checkout this file belongs to. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

function checkNode() {
  const major = Number.parseInt(process.versions.node, 10);
  if (major < 20) throw new SetupError(`Node.js 20 or newer is needed to begin; this is ${process.version}.`);
}

async function setUp() {
  if (isCurrent(root) && existsSync(pinnedNode(root))) return;
  const startedAtMs = Date.now();
  if (!isInstalled(root)) {
    await phase(
      'Installing packages (about 600 MB, once)',
      () => install(root),
      () => `${countPackages(root)} packages`,
    );
  }
  linkNode(root);
  linkPostgres(root);
  writeStamp(root);
  console.log(`Set-up finished in ${elapsed(startedAtMs)}.`);
}

/** Installs what is missing or out of date, and returns the path of the pinned Node.js. */
export async function ensureSetUp() {
  checkNode();
  if (!isCurrent(root) || !existsSync(pinnedNode(root))) await withLock(root, setUp);
  return pinnedNode(root);
}
