/** The server and telephones on a network that loses, repeats and reorders packets, in time that the test moves. */
import { createSipEndpoint, type OutgoingInviteOptions, type SipClock } from '@carillon/sip';
import { checkTrace, perfect, SimulatedNetwork, type NetworkConditions } from '@carillon/sip/testing';
import { expect } from 'vitest';
import { operatorScope } from '#platform/db';
import { createTestApp } from '../app.ts';
import type { FakeClock } from '../clock.ts';
import { makeOrganization, makeUser, type TestUser } from '../factories/identity.ts';
import { makeNumber } from '../factories/numbers.ts';
import { makeTrunk, telephonyModules, type TelephonyApp } from '../factories/telephony.ts';
import { rowsOf } from '../factories/telephony-scenario.ts';
import { sounds, type Cell } from './cells.ts';
import { ForkingCarrier } from './forking-carrier.ts';
import { Party } from './party.ts';
import { scenarios } from './scenarios.ts';
import { simulatedSound } from './sound.ts';
import { tonesHz } from './tones.ts';
import type { World } from './world.ts';

type Stage = {
  readonly app: TelephonyApp;
  readonly network: SimulatedNetwork;
  readonly clock: SipClock;
  readonly time: Time;
  readonly carriers: ForkingCarrier[];
};
type Bench = Stage & { readonly cell: Cell; readonly conditions: NetworkConditions };

export interface SimulatedStage {
  /**
   * Plays one cell in an organization of its own.
   * @throws when something is left of the calls, or what the server sent broke a rule of the RFCs
   */
  play(cell: Cell, conditions: NetworkConditions): Promise<void>;
  close(): Promise<void>;
}

const serverAddress = '127.0.0.1';
/** What both ask for: the shortest that RFC 4028 allows. */
const sessionExpiresSeconds = 90;

export async function openSimulatedStage(seed: number): Promise<SimulatedStage> {
  let network: SimulatedNetwork | null = null;
  let clock: SipClock | null = null;
  const app = await createTestApp({
    modules: (platform) =>
      telephonyModules(platform, () => {
        clock = sipClockOf(platform.clock);
        network = new SimulatedNetwork(clock, perfect, seed);
        return { driver: network.driver, options: { clock, sessionExpiresSeconds } };
      }),
  });
  const stage: Stage = { app, network: network!, clock: clock!, time: moving(app), carriers: [] };
  return {
    play: (cell, conditions) => play({ ...stage, cell, conditions }),
    async close() {
      for (const carrier of stage.carriers) carrier.close();
      await app.modules.telephony.stop();
      await app.close();
    },
  };
}

async function play(bench: Bench): Promise<void> {
  bench.network.packets.length = 0;
  bench.network.conditions = perfect;
  const members = new Members(bench);
  try {
    await scenarios[bench.cell.scenario]({
      ...bench.time,
      parties: (count) => members.join(count),
      another: (of) => members.another(of),
      carrier: () => members.carrier(),
      seen: (direction, matches) => countSeen(bench.network, direction, matches),
    });
    await verdict(bench);
  } finally {
    await members.leave();
  }
}

function countSeen(network: SimulatedNetwork, direction: 'in' | 'out', matches: RegExp): number {
  const side = direction === 'in' ? 'to' : 'from';
  const own = network.packets.filter((packet) => packet[side].startsWith(`${serverAddress}:`));
  return own.filter(({ bytes }) => matches.test(Buffer.from(bytes).toString())).length;
}

/** Everybody joins while the network is still perfect. */
class Members {
  readonly #bench: Bench;
  readonly #users = new Map<string, TestUser>();
  readonly #leaving: (() => Promise<void>)[] = [];
  #organizationId: string | null = null;
  #places = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async join(count: number): Promise<Party[]> {
    this.#organizationId ??= (await makeOrganization(this.#bench.app)).id;
    const parties: Party[] = [];
    for (let index = 0; index < count; index++) {
      const extension = String(201 + index);
      const user = await makeUser(this.#bench.app, { organizationId: this.#organizationId, extension });
      this.#users.set(extension, user);
      parties.push(await this.#party(extension, index === 0));
    }
    this.#bench.network.conditions = this.#bench.conditions;
    return parties;
  }

  async leave(): Promise<void> {
    for (const leave of this.#leaving) await leave();
  }

  another(of: Party): Promise<Party> {
    return this.#party(of.extension, false);
  }

  async carrier(): Promise<ForkingCarrier> {
    const { app, network, clock, cell, carriers } = this.#bench;
    const transport = cell.transport === 'tcp' ? 'tcp' : 'udp';
    const address = '127.0.2.1';
    const codec = sounds[cell.sound].others;
    const sound = (index: number) =>
      simulatedSound(app.modules.media, { port: 900 + index, toneHz: tonesHz[index]!, codec });
    const heard = [sound(1), sound(2)] as const;
    const carrier = await ForkingCarrier.open({
      driver: network.driver,
      clock,
      transport,
      address,
      tls: null,
      sounds: heard,
    });
    carriers.push(carrier);
    this.#leaving.push(() => carrier.hangUp());
    const organizationId = this.#organizationId!;
    await makeTrunk(app, { organizationId, host: address, port: carrier.port, transport });
    await makeNumber(app, { organizationId, assignedUserId: this.#users.get('201')!.id });
    return carrier;
  }

  async #party(extension: string, isCaller: boolean): Promise<Party> {
    const { app, cell } = this.#bench;
    const index = this.#places++;
    const codec = sounds[cell.sound][isCaller ? 'caller' : 'others'];
    const sound = simulatedSound(app.modules.media, { port: 100 + index, toneHz: tonesHz[index]!, codec });
    const attachment = await attach(this.#bench, this.#users.get(extension)!, `127.0.1.${index + 1}`);
    this.#leaving.push(() => attachment.endpoint.close());
    return new Party(extension, sound, attachment);
  }
}

async function attach({ app, network, clock, cell, time }: Bench, user: TestUser, address: string) {
  const device = { organizationId: user.organizationId, userId: user.id, name: 'Desk' };
  const { seed } = app.modules.telephony;
  const [made] = await app.db.transaction(operatorScope, (tx) => seed.createDevicesWithSecrets(tx, [device]));
  const { username, password } = made!;
  const endpoint = createSipEndpoint({ clock, sessionExpiresSeconds }, network.driver);
  await endpoint.addUdp({ address, port: 5060 });
  await endpoint.addTcp({ address, port: 5060 });
  const common: Pick<OutgoingInviteOptions, 'from'> & Partial<OutgoingInviteOptions> = {
    route: [`<sip:${serverAddress}:${app.modules.ports.udpPort};transport=${cell.transport};lr>`],
    from: `<sip:${username}@${serverAddress}>`,
    credentials: { username, password },
  };
  const register = { ...common, method: 'REGISTER', uri: `sip:${serverAddress}`, to: common.from };
  const result = await time.settled('registration', endpoint.request(register));
  if (result.kind !== 'response' || result.response.status !== 200) throw new Error('the telephone could not register');
  return { endpoint, common };
}

function sipClockOf(clock: FakeClock): SipClock {
  return {
    now: () => clock.nowMs(),
    after: (delayMs, callback) => {
      const handle = clock.setTimer(delayMs, callback);
      return () => clock.clearTimer(handle);
    },
  };
}

type Time = Pick<World, 'until' | 'settled' | 'pass'>;

const stepMs = 20;
const limitMs = 120_000;

/** The database works in real time: while it is asked something, the clock stands still. */
function moving(app: TelephonyApp): Time {
  const { clock } = app;
  const isAsking = () => {
    const { total, idle, waiting } = app.db.pool;
    return total > idle || waiting > 0;
  };
  const move = async (): Promise<void> => {
    while (isAsking()) await new Promise((done) => setImmediate(done));
    await clock.advance(stepMs);
  };
  const until: World['until'] = async (what, check) => {
    const endMs = clock.nowMs() + limitMs;
    for (;;) {
      const value = await check();
      if (value !== undefined && value !== null && value !== false) return value;
      if (clock.nowMs() > endMs) throw new Error(`did not happen in ${limitMs} ms: ${what}`);
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

/** Whoever gave up after 32 s of losses has no answer left that it could acknowledge. */
const excused = ['17.1.1.2 no ACK'];

/** What must hold whatever the network did. */
async function verdict({ app, network, time }: Bench): Promise<void> {
  const { telephony, media, sip } = app.modules;
  await time.until('no call is in progress', async () => (await telephony.health()).callsInProgress === 0);
  // 64*T1 and its like: every transaction has had its time.
  await time.pass(40);
  await time.until('every call has its records', async () => (await unwritten(app)).length === 0);
  const left = () => {
    const { clientTransactionsLive, serverTransactionsLive, dialogsLive } = sip.stats();
    return [media.open().length, media.bridges().length, clientTransactionsLive, serverTransactionsLive, dialogsLive];
  };
  // Not at one moment: trunks are asked whether they live.
  await time.until('no leg, bridge, transaction or dialog is left', () => left().every((count) => count === 0));
  expect(sip.stats().internalErrors).toBe(0);
  const lines = checkTrace(network.packets, (address) => address === serverAddress);
  expect(lines.filter((line) => !excused.some((rule) => line.startsWith(rule)))).toEqual([]);
}

/** Each leg has one record, and nobody owns a call any more. */
async function unwritten(app: TelephonyApp): Promise<string[]> {
  const owners = (await rowsOf(app, 'call_owners')).length;
  const facts = await rowsOf(app, 'call_facts');
  const legs = new Set<unknown>(facts.flatMap((fact) => (fact['legId'] === null ? [] : [fact['legId']])));
  const records = (await rowsOf(app, 'call_records')).map((record) => record['legId']);
  return [
    ...(owners === 0 ? [] : [`${owners} calls still owned`]),
    ...(records.length === legs.size && records.every((legId) => legs.has(legId))
      ? []
      : [`${records.length} records for ${legs.size} legs`]),
  ];
}
