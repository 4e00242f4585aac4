import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceText } from './scan.ts';

const folders = '{server,packages,apps,e2e}/**/*.{ts,tsx}';
const skipped = new Set(['node_modules', 'dist', 'data', 'test-results']);

/** Every TypeScript source of the checkout in which a rule can be implemented or tested, sorted by path. */
export function readSources(root: string): SourceText[] {
  const exclude = (path: string) => path.split('/').some((part) => skipped.has(part));
  return globSync(folders, { cwd: root, exclude })
    .filter((path) => !path.endsWith('.d.ts'))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}
