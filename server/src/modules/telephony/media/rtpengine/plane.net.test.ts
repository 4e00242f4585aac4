import { afterEach, describe, expect, test } from 'vitest';
import { hasTool } from '../../../../../../tools/requirements.ts';
import { MediaCapacityError } from '../capacity-error.ts';
import { rtpenginePlane } from '../testing/planes.ts';
import { TestEngine } from '../testing/rtpengine.ts';
import { TonePhone } from '../testing/tone-phone.ts';
import { recordEvents, Switchboard } from '../testing/switchboard.ts';
import type { RtpengineMediaPlane } from './rtpengine-media-plane.ts';

const patience = { timeout: 15_000, interval: 50 };

describe.skipIf(!hasTool('rtpengine'))('rtpengine', () => {
  let engines: TestEngine[];
  let board: Switchboard<RtpengineMediaPlane>;

  async function open(...options: { maximumSessions?: number }[]): Promise<void> {
    engines = [];
    for (const option of options) engines.push(await TestEngine.start(option));
    board = new Switchboard(rtpenginePlane(engines));
    await board.plane.start();
  }

  async function talk() {
    const a = await board.connect('a', ['PCMA'], { humHz: 440 });
    const b = await board.connect('b', ['PCMA'], { humHz: 880 });
    await board.plane.bridge('a', 'b');
    await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
    return { a, b };
  }

  const refusal = (legId: string) =>
    board.plane.openLeg({ legId, transport: 'rtp' }).then(
      () => null,
      (error: unknown) => (error instanceof MediaCapacityError ? error.reason : error),
    );

  afterEach(async () => {
    await board.close();
    await Promise.all(engines.map((engine) => engine.kill()));
  });

  test('packets of a plain talk pass the engine only; a prompt takes them to our worker, its end back', async () => {
    await open({});
    const { a, b } = await talk();
    await expect.poll(() => board.plane.dump().relayed, patience).toBe(2);
    await a.leg.play({ source: { kind: 'tone', tone: 'sine440' } });
    expect(board.plane.dump().relayed).toBe(0);
    await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([440, 440]);
    await a.leg.stopPlaying();
    await expect.poll(() => board.plane.dump().relayed, patience).toBe(2);
    await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
    const counters = await a.leg.counters();
    expect(counters).toMatchObject({ codec: 'PCMA', transcoded: false, heard: true });
    expect(counters.packetsReceived).toBeGreaterThan(b.phone.heard.length - 5);
    expect(Math.abs(counters.packetsSent - a.phone.heard.length)).toBeLessThan(30);
  });

  test('digits of a relayed talk are told once, with their length, and passed on', async () => {
    await open({});
    const { a, b } = await talk();
    await expect.poll(() => board.plane.dump().relayed, patience).toBe(2);
    const told = recordEvents(a.leg, 'digit');
    a.phone.press('5');
    await expect.poll(() => told, patience).toEqual([['digit', '5', 100]]);
    await expect.poll(() => b.phone.digitPackets.length, patience).toBeGreaterThan(3);
    await b.leg.sendDigits('1');
    expect(told).toHaveLength(1);
    await expect.poll(() => board.plane.dump().relayed, patience).toBe(2);
  });

  test('a relayed party that falls silent is told every five seconds', async () => {
    await open({});
    const { a } = await talk();
    await expect.poll(() => board.plane.dump().relayed, patience).toBe(2);
    const told = recordEvents(a.leg, 'silence');
    a.phone.quiet();
    await expect.poll(() => told.length, { timeout: 25_000, interval: 100 }).toBe(2);
    expect(Number(told[0]![1])).toBeGreaterThanOrEqual(5);
    expect(Number(told[1]![1])).toBeGreaterThanOrEqual(10);
  });

  test('what a party reports of a relayed stream lowers the score of who sent it', async () => {
    await open({});
    const { a, b } = await talk();
    await expect.poll(() => board.plane.dump().relayed, patience).toBe(2);
    let seconds = 3_900_000_000;
    // The engine makes a score of loss, jitter and the way there and back, which takes reports of both parties.
    const report = () => {
      const ntp = { seconds: (seconds += 1), fraction: 0 };
      // Of the round before, a second ago.
      const lastSenderReport = (((seconds - 1) & 0xffff) << 16) >>> 0;
      const timing = { lastSenderReport, delaySinceLastSenderReport: 65_536 };
      for (const [from, about, fractionLost] of [
        [a.phone, b.phone, 0],
        [b.phone, a.phone, 51],
      ] as const) {
        const counts = { rtpTimestamp: 0, packets: 100, octets: 16_000, reports: [] };
        from.sendReport({ kind: 'sender_report', ssrc: from.ssrc, ntp, ...counts });
        const lost = { fractionLost, cumulativeLost: 0, highestSequence: 2_000, jitter: 80 };
        const reports = [{ ssrc: about.ssrc, ...lost, ...timing }];
        from.sendReport({ kind: 'receiver_report', ssrc: from.ssrc, reports });
      }
    };
    const score = async () => {
      report();
      return (await a.leg.counters()).mos;
    };
    await expect.poll(score, { timeout: 15_000, interval: 1_100 }).toBeLessThan(3.5);
    expect((await a.leg.counters()).packetsLost).toBeGreaterThan(0);
    expect((await b.leg.counters()).packetsLost).toBe(0);
    const roundTrip = async () => {
      report();
      return (await a.leg.counters()).roundTripMs;
    };
    await expect.poll(roundTrip, { timeout: 15_000, interval: 1_100 }).not.toBeNull();
  });

  test('legs of two calls are joined by way of our workers', async () => {
    await open({});
    const a = await board.connect('a', ['PCMA'], { humHz: 440 });
    const stranger = await board.plane.openLeg({ legId: 'c', transport: 'rtp' });
    const b = await board.connect('b', ['PCMA'], { near: 'c', humHz: 880 });
    await board.plane.bridge('a', 'b');
    await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
    expect(board.plane.dump().relayed).toBe(0);
    await stranger.close();
  });

  test('telephones with keys in their descriptions talk to a plain one, called and calling', async () => {
    await open({});
    const plain = await board.connect('a', ['PCMA'], { humHz: 440 });
    const legs = [
      await board.plane.openLeg({ legId: 'b', transport: 'rtp', near: 'a' }),
      await board.plane.openLeg({ legId: 'c', transport: 'rtp', near: 'a', security: 'sdes' }),
    ];
    const [caller, callee] = [await TonePhone.open('sdes'), await TonePhone.open()];
    await caller.call(legs[0]!, ['PCMA']);
    await callee.answer(legs[1]!, ['PCMA']);
    for (const [index, phone] of [caller, callee].entries()) {
      expect(phone.media?.sdes?.local.suite).toMatch(/^AES/);
      phone.hum(660 + index * 220);
      await board.plane.bridge('a', legs[index]!.legId);
      await expect.poll(() => [plain.phone.tone(), phone.tone()], patience).toEqual([660 + index * 220, 440]);
    }
    expect(board.plane.dump().relayed).toBe(0);
    await Promise.all([caller.close(), callee.close()]);
  });

  test('three parties of a room hear one another', async () => {
    await open({});
    const tones = [400, 700, 1_100] as const;
    const parties: Awaited<ReturnType<typeof board.connect>>[] = [];
    for (const [index, humHz] of tones.entries()) parties.push(await board.connect(`${index}`, ['PCMA'], { humHz }));
    await board.plane.bridge('0', '1');
    await expect.poll(() => board.plane.dump().relayed, patience).toBe(2);
    const room = await board.plane.openRoom({ roomId: 'room', near: '0' });
    for (const index of tones.keys()) await room.join(`${index}`);
    const heard = () => parties.map(({ phone }) => tones.filter((hz) => phone.levelOf(hz) > -35));
    await expect.poll(heard, patience).toEqual([
      [700, 1_100],
      [400, 1_100],
      [400, 700],
    ]);
    await board.plane.bridge('0', '1');
    await expect.poll(() => board.plane.dump().relayed, patience).toBe(2);
    await expect.poll(() => parties[0]!.phone.tone(), patience).toBe(700);
    await room.close();
  });

  test('an engine that dies ends its calls with the reason; new ones go to the other', async () => {
    await open({}, {});
    const { a, b } = await talk();
    const told = [...[a, b].map(({ leg }) => recordEvents(leg, 'failed'))];
    const used = engines.findIndex((_, index) => engineOf(index).calls > 0);
    await engines[used]!.kill();
    await expect.poll(() => told.flat(), patience).toEqual([gone, gone]);
    expect(engineOf(used).alive).toBe(false);
    await Promise.all([a.leg.close(), b.leg.close()]);
    const [c, d] = [await board.connect('c', ['PCMU'], { humHz: 440 }), await board.connect('d', ['PCMU'])];
    await board.plane.bridge('c', 'd');
    await expect.poll(() => d.phone.tone(), patience).toBe(440);
    expect(c.leg.closed).toBe(false);
  });

  const gone = ['failed', 'the media engine is gone: it does not answer'];
  const engineOf = (index: number) => board.plane.engines[index]!;

  test('without any engine nothing is admitted, and what to do is said; one that comes back serves again', async () => {
    await open({});
    const { address } = engines[0]!;
    await engines[0]!.kill();
    await expect.poll(async () => (await board.plane.health()).admitting, patience).toBe(false);
    expect(await refusal('x')).toBe('no_engine');
    const second = rtpenginePlane(engines);
    await expect(second.start()).rejects.toThrow(`No rtpengine answers at 127.0.0.1:${address.port}. Start it`);
    await second.close();
    engines.push(await TestEngine.start({ at: address.port }));
    await expect.poll(async () => (await board.plane.health()).admitting, patience).toBe(true);
    expect(await refusal('y')).toBeNull();
  });

  test('an engine that takes no more sessions keeps its calls, and the next call goes to another one', async () => {
    await open({ maximumSessions: 1 }, { maximumSessions: 1 });
    await talk();
    const c = await board.plane.openLeg({ legId: 'c', transport: 'rtp' });
    expect(await c.createOffer({ codecs: ['PCMA'] })).toContain('m=audio');
    const d = await board.plane.openLeg({ legId: 'd', transport: 'rtp' });
    const refused = await d.createOffer({ codecs: ['PCMA'] }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ reason: 'engine_refused' });
    expect((await board.plane.health()).admitting).toBe(false);
  });

  test('calls that ended leave nothing in the engine, the workers or here', async () => {
    await open({});
    for (let round = 0; round < 10; round += 1) {
      const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((legId) => board.connect(`${legId}${round}`, ['PCMA'])));
      await board.plane.bridge(a!.leg.legId, b!.leg.legId);
      await c!.leg.close();
      await Promise.all([a!.leg.close(), b!.leg.close()]);
    }
    expect(board.plane.dump()).toMatchObject({
      legs: 0,
      sessions: 0,
      relayed: 0,
      workers: { legs: 0, leasedPorts: 0 },
    });
    await expect.poll(async () => (await board.plane.health()).engines?.[0]?.sessions, patience).toBe(0);
    expect(engineOf(0).calls).toBe(0);
  });
});
