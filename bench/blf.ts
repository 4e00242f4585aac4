/**
 * Busy lamps under load: subscriptions to `dialog` spread over users who call each other, and how long it takes from what
 * a telephone does (rings, answers, hangs up) to the NOTIFY at everybody who watches it.
 *
 *   node bench/blf.ts [--users 200] [--subscriptions 1000] [--rate 5] [--seconds 30]
 *
 * Prints; fails when a lamp shows something wrong in the end, or the 95th percentile is above 500 ms.
 */
import { parseArgs } from 'node:util';
import {
  createSipEndpoint,
  type IncomingInvite,
  type SipEndpoint,
  type SipRequest,
} from '../packages/sip/src/index.ts';
import { loopbackSdp } from '../packages/sip/src/testing/index.ts';
import { cpuSecondsByThread } from './calls/processes.ts';
import { startCarillon, type Account, type Carillon } from './calls/servers.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '200' },
    subscriptions: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '30' },
  },
});
const [users, subscriptions, rate, seconds] = [values.users, values.subscriptions, values.rate, values.seconds].map(
  Number,
) as [number, number, number, number];
const ringMs = 500;
const talkMs = 3_000;
const worstP95Ms = 500;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Lamp = 'early' | 'confirmed' | 'terminated';
/** What a watcher should see next, in order, and since when it is so. */
type Expected = { readonly lamp: Lamp; readonly sinceMs: number };
type Watch = { readonly expected: Expected[]; shown: Lamp | null };

const figures = { latencies: [] as number[], notifies: 0, overtaken: 0, calls: 0, failed: new Map<string, number>() };
const watchesOf = new Map<string, Watch[]>();

/** A telephone did something: everybody who watches it should see it. */
const expectLamp = (extension: string, lamp: Lamp): void => {
  for (const { expected } of watchesOf.get(extension) ?? []) expected.push({ lamp, sinceMs: performance.now() });
};

/** A document shows one state; those that it skips were overtaken by it. */
const onNotify = (watch: Watch, notify: SipRequest): void => {
  figures.notifies += 1;
  const lamp = /<state>(early|confirmed|terminated)</.exec(Buffer.from(notify.body).toString())?.[1] as
    | Lamp
    | undefined;
  if (lamp === undefined) return;
  watch.shown = lamp;
  const at = watch.expected.findIndex((one) => one.lamp === lamp);
  if (at < 0) return;
  figures.overtaken += at;
  const [met] = watch.expected.splice(0, at + 1).slice(-1);
  figures.latencies.push(performance.now() - met!.sinceMs);
};

const register = async (sip: SipEndpoint, carillon: Carillon, { username, password }: Account, port: number) => {
  const address = `sip:${username}@127.0.0.1`;
  const result = await sip.request({
    method: 'REGISTER',
    uri: 'sip:127.0.0.1',
    route: [`<sip:${carillon.target};lr>`],
    from: `<${address}>`,
    to: `<${address}>`,
    contact: `<sip:${username}@127.0.0.1:${port}>`,
    headers: [{ name: 'Expires', value: '3600' }],
    credentials: { username, password },
  });
  if (result.kind !== 'response' || result.response.status !== 200) throw new Error(`${username} could not register`);
};

const subscribe = (sip: SipEndpoint, carillon: Carillon, { username, password }: Account, watched: Account): Watch => {
  const watch: Watch = { expected: [], shown: null };
  sip.subscribe({
    uri: `sip:${watched.extension}@127.0.0.1`,
    route: [`<sip:${carillon.target};lr>`],
    from: `<sip:${username}@127.0.0.1>`,
    credentials: { username, password },
    event: 'dialog',
    seconds: 600,
    onNotify: (notify) => onNotify(watch, notify),
  });
  return watch;
};

/** Rings at once, answers after a while. */
const answer = async (invite: IncomingInvite, extension: string, callerExtension: string): Promise<void> => {
  invite.ring();
  for (const side of [extension, callerExtension]) expectLamp(side, 'early');
  await pause(ringMs);
  const accepting = invite.accept({ body: loopbackSdp({ port: 9 }) });
  for (const side of [extension, callerExtension]) expectLamp(side, 'confirmed');
  await accepting;
};

const call = async (sip: SipEndpoint, carillon: Carillon, caller: Account, callee: Account): Promise<void> => {
  const { username, password } = caller;
  const invite = sip.invite({
    uri: `sip:${callee.extension}@127.0.0.1`,
    route: [`<sip:${carillon.target};lr>`],
    from: `<sip:${username}@127.0.0.1>`,
    credentials: { username, password },
    body: loopbackSdp({ port: 9 }),
  });
  const result = await invite.result;
  if (result.kind !== 'answered') {
    const why = result.kind === 'rejected' ? `${result.response.status}` : result.kind;
    figures.failed.set(why, (figures.failed.get(why) ?? 0) + 1);
    return;
  }
  figures.calls += 1;
  await pause(talkMs);
  for (const side of [caller, callee]) expectLamp(side.extension, 'terminated');
  await result.session.bye();
};

const placeCalls = async (
  sip: SipEndpoint,
  carillon: Carillon,
  all: readonly Account[],
  partners: Map<string, Account>,
) => {
  const free = [...all];
  const running: Promise<void>[] = [];
  for (let left = rate * seconds; left > 0; left -= 1) {
    const [caller, callee] = free.splice(0, 2);
    if (caller === undefined || callee === undefined) throw new Error('too few users for this rate');
    partners.set(callee.username, caller);
    running.push(call(sip, carillon, caller, callee).then(() => void free.push(callee, caller)));
    await pause(1000 / rate);
  }
  await Promise.all(running);
};

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const report = (cpuSeconds: number, wallSeconds: number, wrong: number): boolean => {
  const sorted = figures.latencies.toSorted((one, other) => one - other);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share).toFixed(0));
  const failed = [...figures.failed].map(([why, count]) => `${count} by ${why}`).join(', ');
  console.log(`${subscriptions} subscriptions over ${users} users, ${rate} calls/s for ${seconds} s`);
  console.log(
    `calls ${figures.calls}, failed ${failed || 'none'}; NOTIFYs ${figures.notifies}, lamps told ${sorted.length}`,
  );
  console.log(
    `NOTIFY after p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, longest ${percentile(sorted, 1).toFixed(0)} ms`,
  );
  console.log(`states overtaken by a newer one ${figures.overtaken}, lamps wrong in the end ${wrong}`);
  console.log(`CPU of the server ${((cpuSeconds / wallSeconds) * 100).toFixed(1)} % of a core, calls included`);
  return wrong === 0 && figures.failed.size === 0 && percentile(sorted, 0.95) < worstP95Ms;
};

const main = async (): Promise<boolean> => {
  const carillon = await startCarillon(null);
  const sip = createSipEndpoint({ userAgent: 'Bench' });
  try {
    const { port } = await sip.addUdp({ address: '127.0.0.1', port: 0 });
    const all = carillon.users.slice(0, users);
    const byUsername = new Map(all.map((user) => [user.username, user]));
    const partners = new Map<string, Account>();
    sip.onInvite((invite) => {
      const callee = byUsername.get(/^sip:([^@]+)@/.exec(invite.request.uri)?.[1] ?? '');
      if (callee === undefined) return invite.reject(404);
      void answer(invite, callee.extension, partners.get(callee.username)!.extension);
    });
    for (const user of all) await register(sip, carillon, user, port);
    const watches = Array.from({ length: subscriptions }, (_, index) => {
      const watched = all[(index * 7 + Math.floor(index / users)) % users]!;
      const watch = subscribe(sip, carillon, all[index % users]!, watched);
      watchesOf.set(watched.extension, [...(watchesOf.get(watched.extension) ?? []), watch]);
      return watch;
    });
    while (watches.some(({ shown }) => shown === null)) await pause(50);
    const cpu = (): number => [...cpuSecondsByThread(carillon.pid).values()].reduce((sum, one) => sum + one, 0);
    const [cpuBefore, startedMs] = [cpu(), performance.now()];
    await placeCalls(sip, carillon, all, partners);
    await pause(2_000);
    const wrong = watches.filter(({ shown, expected }) => shown !== 'terminated' || expected.length > 0).length;
    return report(cpu() - cpuBefore, (performance.now() - startedMs) / 1000, wrong);
  } finally {
    await sip.close();
    await carillon.stop();
  }
};

if (!(await main())) process.exitCode = 1;
