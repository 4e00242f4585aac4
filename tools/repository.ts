// Where things are in the checkout, and which files are its own sources.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The root folder of the checkout. */
export const repositoryRoot = join(import.meta.dirname, '..');

const skipped = new Set(['node_modules', 'dist', 'data', 'coverage', 'test-results', '.git']);

/** Folders that hold our TypeScript. */
export const sourceFolders = ['packages', 'server', 'apps', 'tools', 'e2e', 'bench'] as const;

function walk(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name) && !entry.isSymbolicLink())
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? walk(path) : [path];
    });
}

/** Every file below the given folders of `root`, as paths relative to it with forward slashes, sorted. */
export function listFiles(root: string, folders: readonly string[] = sourceFolders): string[] {
  return folders
    .flatMap((folder) => walk(join(root, folder)))
    .map((path) => relative(root, path))
    .sort();
}

/** TypeScript sources, tests included, declaration files apart. */
export function listSources(root: string, folders: readonly string[] = sourceFolders): string[] {
  return listFiles(root, folders).filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'));
}

/** True for test files and for what only tests use. */
export function isTestFile(path: string): boolean {
  return /\.(test|e2e)\.tsx?$/.test(path) || /(^|\/)(test|testing|fixtures|e2e)\//.test(path);
}
