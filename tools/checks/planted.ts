// For the tests of the checks: a small checkout in a temporary folder, with a breach planted in it.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import type { Check, CheckOutcome } from './check.ts';

const configuration = [
  '.dependency-cruiser.cjs',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'knip.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'tools/glossary.json',
  'tools/checks/module-order.json',
];

/** Files by path; contents as text. */
export type Files = Readonly<Record<string, string>>;

const always: Files = {
  'package.json': '{ "name": "planted", "private": true, "type": "module" }\n',
  'tools/exceptions.json': '{ "sizes": {} }\n',
};

/** Runs a check on a checkout that holds these files and our configuration; the folder is gone afterwards. */
export async function checkPlanted(check: Check, files: Files): Promise<CheckOutcome> {
  const root = mkdtempSync(join(tmpdir(), 'carillon-check-'));
  try {
    for (const file of configuration) cpSync(join(repositoryRoot, file), join(root, file));
    symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
    for (const [path, text] of Object.entries({ ...always, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await check.run(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The messages of what a check found there. */
export async function findingsIn(check: Check, files: Files): Promise<string[]> {
  const { findings } = await checkPlanted(check, files);
  return findings.map(({ where, message }) => `${where}: ${message}`);
}
