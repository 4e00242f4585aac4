import { basename } from 'node:path';
import { listFiles } from '../repository.ts';
import type { Check, Finding } from './check.ts';

const code = /\.(ts|tsx|mjs|cjs|js|css)$/;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** TanStack Router reads its routes from file names: `$callId.tsx`, `__root.tsx`, `_signed-in.tsx`. */
const routeFile = /^apps\/web\/src\/routes\//;

/** The faces: of a package, of a folder of contracts in it, of a module of the server. */
const face = /^(packages\/[^/]+\/src\/([^/]+\/)?|server\/src\/modules\/[^/]+\/)index\.ts$/;

function findingsOf(path: string): Finding[] {
  const name = basename(path);
  const findings: Finding[] = [];
  if (!kebabCase.test(name) && !routeFile.test(path)) {
    findings.push({ where: path, message: 'is not named in kebab-case' });
  }
  if (/^index\.tsx?$/.test(name) && !face.test(path) && !routeFile.test(path)) {
    findings.push({ where: path, message: 'is a barrel: only packages and modules have an index.ts' });
  }
  return findings;
}

export const namesCheck: Check = {
  name: 'names',
  about: 'kebab-case file names, no barrels but the faces',
  async run(root) {
    const files = listFiles(root).filter((path) => code.test(path));
    return { findings: files.flatMap(findingsOf), scope: `${files.length} files` };
  },
};
