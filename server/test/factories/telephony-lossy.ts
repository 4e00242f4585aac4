/** The server and telephones on a network that loses, repeats and reorders packets, in time that the test moves. */
import {
  createSipEndpoint,
  type IncomingInvite,
  type OutgoingInvite,
  type OutgoingInviteOptions,
  type SipEndpoint,
  type SipSession,
} from '@carillon/sip';
import { perfect, SimulatedNetwork, type NetworkConditions } from '@carillon/sip/testing';
import { onTestFinished } from 'vitest';
import { operatorScope } from '#platform/db';
import type { FakeClock } from '../clock.ts';
import { makeOrganization, makeUser, type TestUser } from './identity.ts';
import { writeSdp } from './telephony-media.ts';
import { telephonyApp, type TelephonyApp } from './telephony.ts';

export type LossyPhone = {
  readonly user: TestUser;
  readonly endpoint: SipEndpoint;
  /** Calls that rang here, oldest first; a test takes them away. */
  readonly rung: IncomingInvite[];
  call(target: string, options?: Partial<OutgoingInviteOptions>): OutgoingInvite;
};

export type LossyWorld = {
  readonly app: TelephonyApp;
  readonly network: SimulatedNetwork;
  readonly phones: readonly LossyPhone[];
  /** One more telephone of this member, registered over the network as it is now. */
  addPhone(user: TestUser): Promise<LossyPhone>;
  /** Moves time until it is so. */
  until<T>(what: string, check: () => T | Promise<T>, limitSeconds?: number): Promise<NonNullable<T>>;
  /** Moves time until the promise is settled. */
  settled<T>(what: string, promise: Promise<T>): Promise<T>;
  pass(seconds: number): Promise<void>;
};

const stepMs = 20;

/** Members at extensions 201, 202, …, registered while the network is still perfect. */
export async function lossyWorld(count: number, conditions: NetworkConditions, seed: number): Promise<LossyWorld> {
  let network: SimulatedNetwork | null = null;
  const app = await telephonyApp(({ clock }) => {
    const sipClock = sipClockOf(clock);
    network = new SimulatedNetwork(sipClock, perfect, seed);
    return { driver: network.driver, options: { clock: sipClock } };
  });
  const time = moving(app);
  const { id: organizationId } = await makeOrganization(app);
  let last = 0;
  const addPhone = (user: TestUser) => makePhone({ app, network: network!, ...time }, user, `127.0.1.${++last}`);
  const phones: LossyPhone[] = [];
  for (let index = 0; index < count; index++) {
    const user = await makeUser(app, { organizationId, extension: String(201 + index) });
    phones.push(await addPhone(user));
  }
  network!.conditions = conditions;
  return { app, network: network!, phones, addPhone, ...time };
}

function sipClockOf(clock: FakeClock) {
  return {
    now: () => clock.nowMs(),
    after: (delayMs: number, callback: () => void) => {
      const handle = clock.setTimer(delayMs, callback);
      return () => clock.clearTimer(handle);
    },
  };
}

/** The database works in real time: while it is asked something, the clock stands still. */
function moving(app: TelephonyApp): Pick<LossyWorld, 'until' | 'settled' | 'pass'> {
  const { clock } = app;
  const isAsking = () => {
    const { total, idle, waiting } = app.db.pool;
    return total > idle || waiting > 0;
  };
  const move = async (): Promise<void> => {
    while (isAsking()) await new Promise((done) => setImmediate(done));
    await clock.advance(stepMs);
  };
  const until: LossyWorld['until'] = async (what, check, limitSeconds = 120) => {
    const endMs = clock.nowMs() + limitSeconds * 1_000;
    for (;;) {
      const value = await check();
      if (value !== undefined && value !== null && value !== false) return value;
      if (clock.nowMs() > endMs) throw new Error(`did not happen in ${limitSeconds} s: ${what}`);
      await move();
    }
  };
  return {
    until,
    async settled(what, promise) {
      let isSettled = false;
      const note = () => void (isSettled = true);
      promise.then(note, note);
      await until(what, () => isSettled);
      return promise;
    },
    async pass(seconds) {
      const endMs = clock.nowMs() + seconds * 1_000;
      while (clock.nowMs() < endMs) await move();
    },
  };
}

async function makePhone(
  world: Pick<LossyWorld, 'app' | 'network' | 'settled'>,
  user: TestUser,
  address: string,
): Promise<LossyPhone> {
  const { app, network } = world;
  const { organizationId, id: userId } = user;
  const devices = [{ organizationId, userId, name: 'Desk' }];
  const { seed } = app.modules.telephony;
  const [device] = await app.db.transaction(operatorScope, (tx) => seed.createDevicesWithSecrets(tx, devices));
  const { username, password } = device!;
  const endpoint = createSipEndpoint({ clock: sipClockOf(app.clock) }, network.driver);
  onTestFinished(() => endpoint.close());
  await endpoint.addUdp({ address, port: 5060 });
  const rung: IncomingInvite[] = [];
  endpoint.onInvite((invite) => void rung.push(invite));
  const common = {
    route: [`<sip:127.0.0.1:${app.modules.ports.udpPort};lr>`],
    from: `<sip:${username}@127.0.0.1>`,
    credentials: { username, password },
  };
  const register = endpoint.request({ ...common, method: 'REGISTER', uri: 'sip:127.0.0.1', to: common.from });
  const result = await world.settled('registration', register);
  if (result.kind !== 'response' || result.response.status !== 200) throw new Error('the telephone could not register');
  return {
    user,
    endpoint,
    rung,
    call: (target, own = {}) =>
      endpoint.invite({ ...common, uri: `sip:${target}@127.0.0.1`, body: writeSdp(['PCMA', 'PCMU']), ...own }),
  };
}

/** Rings and answers the next call of this telephone; its session then answers what the server may ask. */
export async function answerNext(world: LossyWorld, phone: LossyPhone): Promise<SipSession> {
  const invite = await world.until('the telephone rings', () => phone.rung.shift());
  invite.ring();
  const accepted = await world.settled('the answer', invite.accept({ body: writeSdp(['PCMA']) }));
  if (accepted.kind === 'gone') throw new Error('the call was gone before it was answered');
  return accepted.session;
}

/** Two telephones that talk. */
export async function talkLossy(world: LossyWorld, caller: LossyPhone, callee: LossyPhone, extension: string) {
  const invite = caller.call(extension);
  const calleeSession = await answerNext(world, callee);
  const result = await world.settled('the caller hears the answer', invite.result);
  if (result.kind !== 'answered') throw new Error(`the call was not answered: ${result.kind}`);
  return { callerSession: result.session, calleeSession };
}
