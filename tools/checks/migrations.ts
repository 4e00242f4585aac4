import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Finding } from './check.ts';
import { serverModules } from './modules.ts';

const folder = 'server/src/migrations';
const shape = /^(\d{4})-([a-z]+(?:-[a-z]+)*?)(?:-[a-z0-9-]+)?\.ts$/;
const owners = ['platform', ...serverModules];

function findingsOf(name: string, earlier: readonly string[]): Finding[] {
  const where = `${folder}/${name}`;
  const number = shape.exec(name)?.[1];
  const owner = owners.find((module) => name.slice(5).startsWith(`${module}-`));
  if (!number || !owner) {
    return [{ where, message: 'is not named NNNN-<owning module>-<what>.ts, which is what orders migrations' }];
  }
  const twin = earlier.find((other) => other.startsWith(`${number}-`));
  return twin ? [{ where, message: `has the number of ${twin}: the order of the two is not defined` }] : [];
}

export const migrationsCheck: Check = {
  name: 'migrations',
  about: 'one ordered list: NNNN-<owning module>-<what>.ts, each number once',
  async run(root) {
    const path = join(root, folder);
    const all = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.ts')) : [];
    const names = all.filter((name) => !name.endsWith('.test.ts') && /^\d/.test(name)).sort();
    const findings = names.flatMap((name, index) => findingsOf(name, names.slice(0, index)));
    return { findings, scope: `${names.length} migrations` };
  },
};
