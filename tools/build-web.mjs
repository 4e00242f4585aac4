// Builds apps/web into apps/web/dist when its sources changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './child.mjs';
import { SetupError } from './setup/failures.mjs';
import { phase } from './setup/progress.mjs';
import { root } from './setup.mjs';

const web = join(root, 'apps', 'web');
const stamp = join(web, 'dist', '.sources');
const ignored = new Set(['node_modules', 'dist', 'README.md']);

function files(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? files(path) : [path];
    });
}

/** The web application and every package: what it may import, without having to follow the imports. */
function sources() {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  const listed = [web, ...packages].filter((folder) => existsSync(folder)).flatMap(files);
  return [...listed.filter((path) => !/\.test\.tsx?$/.test(path)), join(root, 'package-lock.json')].sort((a, b) =>
    a.localeCompare(b, 'en'),
  );
}

function contentHash() {
  const hash = createHash('sha256');
  for (const path of sources()) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

/** Builds when needed; does nothing while there is no web application. */
export async function buildWeb(node) {
  if (!existsSync(join(web, 'index.html'))) return;
  const wanted = contentHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await phase('Building the web application', async () => {
    const code = await runNode(node, [vite, 'build', '--logLevel', 'warn'], { cwd: web });
    if (code !== 0) throw new SetupError(`The web application could not be built (vite ended with ${code}).`);
  });
  writeFileSync(stamp, wanted);
}
