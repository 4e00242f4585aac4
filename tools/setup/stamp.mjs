// Knows whether node_modules is what the lockfile says.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampPath = (root) => join(root, 'node_modules', '.carillon-stamp');
const lockText = (root) => readFileSync(join(root, 'package-lock.json'), 'utf8');

/** What the installed packages depend on: the lockfile and the platform. */
export function fingerprint(root) {
  return createHash('sha256').update(lockText(root)).update(`${process.platform}-${process.arch}`).digest('hex');
}

/** True when the set-up was finished for this lockfile on this platform. */
export function isCurrent(root) {
  return existsSync(stampPath(root)) && readFileSync(stampPath(root), 'utf8') === fingerprint(root);
}

/** Written last: an interrupted set-up leaves no stamp and starts again. */
export function writeStamp(root) {
  writeFileSync(stampPath(root), fingerprint(root));
}

/** True when somebody's own `npm ci` or `npm install` already put every package of the lockfile in place. */
export function isInstalled(root) {
  const entries = Object.entries(JSON.parse(lockText(root)).packages).filter(([where]) => where !== '');
  return entries.every(([where, entry]) => {
    if (entry.optional || entry.devOptional || !where.includes('node_modules/')) return true;
    const manifest = join(root, where, 'package.json');
    if (!existsSync(manifest)) return false;
    return entry.link || JSON.parse(readFileSync(manifest, 'utf8')).version === entry.version;
  });
}
