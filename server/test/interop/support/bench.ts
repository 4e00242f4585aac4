import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Program } from '../../program.ts';
import type { Account } from './telephone.ts';

const seedProgram = join(import.meta.dirname, '../../../src/tools/seed.ts');

/** `npm run seed -- bench` beside the running server: another process makes the users. */
export async function seedBench(program: Program): Promise<readonly Account[]> {
  await promisify(execFile)(process.execPath, [seedProgram, 'bench'], { env: program.environment });
  const file = JSON.parse(await readFile(join(program.dataDir, 'bench.json'), 'utf8')) as {
    users: { username: string; password: string; extension: string }[];
  };
  return file.users.map(({ extension, ...sip }) => ({ extension, sip }));
}
