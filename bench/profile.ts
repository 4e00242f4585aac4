/**
 * What a V8 CPU profile says, in one screen: `node bench/profile.ts FILE.cpuprofile [rows] [from-to, seconds]`. Make
 * one with `node --cpu-prof`, or `node bench/calls/main.ts --profile FOLDER`. First by area of the tree, then by our function
 * on whose behalf the time was spent (libraries and Node.js count for who called them), then by self time alone.
 */
import { readFileSync } from 'node:fs';

type Frame = { readonly functionName: string; readonly url: string; readonly lineNumber: number };
type Profile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame; readonly children?: readonly number[] }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
};
type Sums = ReadonlyMap<string, number>;
/** Seconds since the profile began. */
type Window = { readonly from: number; readonly to: number };

function print(profile: Profile, limit: number, window: Window): void {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const owners = ownersOf(profile);
  const ms = selfTimes(profile, window);
  const sums = { area: new Map<string, number>(), owner: new Map<string, number>(), self: new Map<string, number>() };
  let total = 0;
  for (const [id, time] of ms) {
    const frame = frames.get(id)!;
    if (['(idle)', '(program)', '(root)'].includes(frame.functionName)) continue;
    total += time;
    add(sums.self, nameOf(frame), time);
    add(sums.owner, owners.get(id)!, time);
    add(sums.area, areaOf(owners.get(id)!), time);
  }
  console.log(`busy ${total.toFixed(0)} ms`);
  printTop('by area', sums.area, total, 25);
  printTop('on behalf of', sums.owner, total, limit);
  printTop('self', sums.self, total, limit);
}

function selfTimes({ samples, timeDeltas }: Profile, { from, to }: Window): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  let elapsedMs = 0;
  for (const [index, id] of samples.entries()) {
    const ms = timeDeltas[index]! / 1_000;
    elapsedMs += ms;
    if (elapsedMs >= from * 1_000 && elapsedMs < to * 1_000) sums.set(id, (sums.get(id) ?? 0) + ms);
  }
  return sums;
}

/** For each node the nearest function of ours at or above it; its own name when there is none. */
function ownersOf({ nodes }: Profile): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map<number, string>();
  const waiting: [number, string | null][] = [[nodes[0]!.id, null]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [id, above] = next;
    const { callFrame, children = [] } = byId.get(id)!;
    const owner = isOurs(callFrame) ? nameOf(callFrame) : above;
    owners.set(id, owner ?? nameOf(callFrame));
    for (const child of children) waiting.push([child, owner]);
  }
  return owners;
}

const isOurs = ({ url }: Frame): boolean => /\/(packages|server)\//.test(url) && !url.includes('node_modules');

function nameOf({ functionName, url, lineNumber }: Frame): string {
  const place = url.replace(/^file:\/\//, '').replace(/^.*\/(?=(packages|server|node_modules)\/)/, '');
  return place === '' ? functionName : `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}

function areaOf(name: string): string {
  const place = name.split(' ').at(-1)!;
  const depth = place.startsWith('server') ? 5 : 4;
  return place.includes('/') ? place.split('/').slice(0, depth).join('/').replace(/:\d+$/, '') : name;
}

function add(sums: Map<string, number>, name: string, ms: number): void {
  sums.set(name, (sums.get(name) ?? 0) + ms);
}

function printTop(title: string, sums: Sums, total: number, limit: number): void {
  console.log(`\n${title}`);
  for (const [name, ms] of [...sums].toSorted((a, b) => b[1] - a[1]).slice(0, limit)) {
    console.log(`${ms.toFixed(0).padStart(7)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${name}`);
  }
}

const [file, rows = '40', seconds = '0-1000000'] = process.argv.slice(2);
if (file === undefined) throw new Error('Usage: node bench/profile.ts FILE.cpuprofile [rows] [from-to]');
const [from, to] = seconds.split('-').map(Number);
print(JSON.parse(readFileSync(file, 'utf8')) as Profile, Number(rows), { from: from!, to: to! });
