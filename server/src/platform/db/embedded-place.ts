import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The account that PostgreSQL runs as; it refuses to run as root. */
export type OsUser = { readonly uid: number; readonly gid: number };

/** Where things go that the data folder can't hold for PostgreSQL's own user. */
export const sharedFolder = '/var/lib/carillon';

const run = promisify(execFile);

async function lookUp(name: string): Promise<OsUser | null> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const line = text.split('\n').find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

/**
 * Null when we are not root: PostgreSQL then runs as ourselves. As root, the account `postgres`, made when missing.
 * @throws Error when it can't be made
 */
export async function osUser(): Promise<OsUser | null> {
  if (process.getuid?.() !== 0) return null;
  const found = await lookUp('postgres');
  if (found) return found;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  } catch (cause) {
    throw new Error('PostgreSQL refuses to run as root, and the account `postgres` could not be made with useradd.', {
      cause,
    });
  }
  const made = await lookUp('postgres');
  if (!made) throw new Error('The account `postgres` was made but can not be found in /etc/passwd.');
  return made;
}

/** True when `user` may pass through every folder above and including `path`. */
export async function isReachable(path: string, user: OsUser): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const info = await stat(folder).catch(() => null);
    if (info) {
      const bit = info.uid === user.uid ? 0o100 : info.gid === user.gid ? 0o010 : 0o001;
      if ((info.mode & bit) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}

/** The folder of the cluster: `postgres` in the data folder, or one under /var/lib/carillon when that is out of reach. */
export async function choosePlace(dataDir: string, user: OsUser | null): Promise<{ folder: string; moved: boolean }> {
  const real = await realpath(dataDir);
  if (!user || (await isReachable(real, user))) return { folder: join(real, 'postgres'), moved: false };
  const name = createHash('sha256').update(real).digest('hex').slice(0, 12);
  await mkdir(join(sharedFolder, name), { recursive: true, mode: 0o755 });
  return { folder: join(sharedFolder, name, 'postgres'), moved: true };
}
