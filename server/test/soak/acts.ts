import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from '../program.ts';
import { Attacker, leaveOpen } from '../interop/support/attacks.ts';
import { talking, Telephone } from '../interop/support/telephone.ts';
import { until } from '../interop/support/waiting.ts';

/** Two telephones that nobody else uses meanwhile, and a third to send calls to. */
export type Crew = { readonly one: Telephone; readonly other: Telephone; readonly third: Telephone };

/** What an act did: how many calls must have a record for it. */
export type Done = { readonly calls: number };
export type Act = (program: Program, crew: Crew, random: () => number) => Promise<Done>;

const patienceMs = 30_000;

/** Waits for both also when one fails: who still waits for a call would take the next one. */
async function both(one: Promise<unknown>, other: Promise<unknown>): Promise<void> {
  const results = await Promise.allSettled([one, other]);
  const failed = results.findLast(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

async function connect(one: Telephone, other: Telephone): Promise<void> {
  await both(other.answer(patienceMs), one.call(other.account.extension));
  await until('both hear each other', () => talking(one, other), patienceMs);
}

const call: Act = async (_program, { one, other }, random) => {
  await connect(one, other);
  await pause(500 + random() * 4_000);
  await (random() < 0.5 ? one : other).hangUp();
  return { calls: 1 };
};

const hold: Act = async (_program, { one, other }, random) => {
  await connect(one, other);
  for (let time = 0; time < 1 + random() * 3; time += 1) {
    await one.hold();
    await until('the held one hears the music', () => other.ear.tone() !== one.toneHz, patienceMs);
    await one.resume();
    await until('both hear each other again', () => talking(one, other), patienceMs);
  }
  await one.hangUp();
  return { calls: 1 };
};

const transfer: Act = async (program, { one, other, third }) => {
  await connect(one, other);
  const referTo = `sip:${third.account.extension}@${program.demo.sip.domain}`;
  await both(third.answer(patienceMs), one.session!.refer({ referTo }));
  await until('the kept one and the third hear each other', () => talking(other, third), patienceMs);
  await third.hangUp();
  await one.hangUp();
  return { calls: 1 };
};

const refuse: Act = async (_program, { one, other }) => {
  const invite = one.dial(other.account.extension);
  await both(
    other.agent.nextCall(patienceMs).then((incoming) => incoming.reject(486)),
    invite.result,
  );
  return { calls: 1 };
};

const giveUp: Act = async (_program, { one, other }, random) => {
  const invite = one.dial(other.account.extension);
  const incoming = await other.agent.nextCall(patienceMs);
  incoming.ring();
  await pause(random() * 500);
  invite.cancel();
  await invite.result;
  await until('the callee hears of it', () => incoming.state !== 'pending', patienceMs);
  return { calls: 1 };
};

const registerAgain: Act = async (_program, { one }) => {
  for (let time = 0; time < 5; time += 1) {
    const status = await one.register(time === 3 ? 0 : 300);
    if (status !== 200) throw new Error(`registration: ${status}`);
  }
  return { calls: 0 };
};

const wrongPassword: Act = async (program, { one }, random) => {
  const address = `127.0.1.${2 + Math.floor(random() * 250)}`;
  const account = { ...one.account, sip: { username: one.account.sip.username, password: 'wrong' } };
  const telephone = await Telephone.open(program.demo.sip, account, { toneHz: 1, address });
  const status = await telephone.register();
  await telephone.leave();
  // Nothing, when this address was banned before.
  if (![401, 403, 0].includes(status)) throw new Error(`a wrong password was answered ${status}`);
  return { calls: 0 };
};

const resetConnections: Act = async (program, _crew, random) => {
  const text = 'INVITE sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKx\r\n';
  const half = () => text.slice(0, Math.floor(random() * text.length));
  const sockets = await Promise.all(Array.from({ length: 20 }, () => leaveOpen(program.demo.sip, '127.0.1.1', half())));
  for (const socket of sockets) socket.resetAndDestroy();
  return { calls: 0 };
};

const vanish: Act = async (program, { one, other }) => {
  // A caller over TCP whose connection is cut amid the call.
  const account = one.account;
  const cut = await Telephone.open(program.demo.sip, account, { toneHz: one.toneHz, transport: 'tcp' });
  await both(other.answer(patienceMs), cut.call(other.account.extension));
  await until('both hear each other', () => talking(cut, other), patienceMs);
  await cut.leave();
  await other.hangUp();
  return { calls: 1 };
};

const noise: Act = async (program, _crew, random) => {
  const mallory = await Attacker.from('127.0.1.1', program.demo.sip);
  const text = mallory.request('INVITE');
  const spoiled = () => text.slice(0, Math.floor(random() * text.length));
  await mallory.send(...Array.from({ length: 50 }, spoiled));
  mallory.close();
  return { calls: 0 };
};

/** What people and strangers do, the common things more often. */
export const acts: readonly (readonly [string, Act])[] = [
  ['call', call],
  ['call', call],
  ['call', call],
  ['hold', hold],
  ['transfer', transfer],
  ['refuse', refuse],
  ['give up', giveUp],
  ['register', registerAgain],
  ['wrong password', wrongPassword],
  ['reset connections', resetConnections],
  ['vanish', vanish],
  ['noise', noise],
];
