/**
 * What a V8 CPU profile says, in one screen: `node bench/profile.ts FILE.cpuprofile [rows]`. Make one with
 * `node --cpu-prof`, or `node bench/calls/main.ts --profile FOLDER`. Self time only: who burns, not who calls.
 */
import { readFileSync } from 'node:fs';

type Profile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
};

const idle = new Set(['(idle)', '(program)', '(root)']);

const [file, rows = '40'] = process.argv.slice(2);
if (file === undefined) throw new Error('Usage: node bench/profile.ts FILE.cpuprofile [rows]');
print(JSON.parse(readFileSync(file, 'utf8')) as Profile, Number(rows));

function print(profile: Profile, limit: number): void {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const self = selfTime(profile, names);
  const busy = [...self].filter(([name]) => !idle.has(name.split(' ')[0]!));
  const total = busy.reduce((sum, [, ms]) => sum + ms, 0);
  console.log(
    `busy ${total.toFixed(0)} ms; ${[...idle].map((name) => `${name} ${(self.get(name) ?? 0).toFixed(0)} ms`).join(', ')}`,
  );
  printTop(group(busy, folderOf), total, 15);
  printTop(new Map(busy), total, limit);
}

function selfTime({ samples, timeDeltas }: Profile, names: ReadonlyMap<number, string>): Map<string, number> {
  const self = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id)!;
    self.set(name, (self.get(name) ?? 0) + timeDeltas[index]! / 1_000);
  }
  return self;
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const place = url.replace(/^file:\/\//, '').replace(/^.*\/(?=(packages|server|node_modules)\/)/, '');
  return place === '' ? functionName : `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}

function folderOf(name: string): string {
  const place = name.split(' ').at(-1)!;
  if (!place.includes('/') && !place.includes(':')) return name;
  return place
    .split('/')
    .slice(0, place.startsWith('server') ? 5 : 4)
    .join('/')
    .replace(/:\d+$/, '');
}

function group(entries: readonly (readonly [string, number])[], by: (name: string) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, ms] of entries) sums.set(by(name), (sums.get(by(name)) ?? 0) + ms);
  return sums;
}

function printTop(sums: ReadonlyMap<string, number>, total: number, limit: number): void {
  console.log('');
  for (const [name, ms] of [...sums].toSorted((a, b) => b[1] - a[1]).slice(0, limit)) {
    console.log(`${ms.toFixed(0).padStart(7)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${name}`);
  }
}
