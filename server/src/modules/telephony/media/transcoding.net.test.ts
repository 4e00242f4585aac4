import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openImpairment } from './testing/impairment.ts';
import type { Impairment } from './testing/impairment.ts';
import type { MediaPlane } from '../ports/media-plane.ts';
import { onEachPlane } from './testing/planes.ts';
import { Switchboard } from './testing/switchboard.ts';

const patience = { timeout: 10_000, interval: 50 };

onEachPlane((under) => {
  let board: Switchboard<MediaPlane>;

  beforeEach(() => {
    board = new Switchboard(under.open());
  });
  afterEach(() => board.close());

  describe('parties with different codecs', () => {
    test.each([
      ['opus', 'PCMA'],
      ['opus', 'PCMU'],
      ['PCMA', 'PCMU'],
      ['G722', 'PCMA'],
      ['G722', 'opus'],
    ] as const)('%s and %s hear each other at the level that was spoken', async (codecA, codecB) => {
      const a = await board.connect('a', [codecA], { humHz: 440 });
      const b = await board.connect('b', [codecB], { humHz: 880 });
      await board.plane.bridge('a', 'b');
      await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
      await expect.poll(() => Math.abs(b.phone.levelOf(440) + 18), patience).toBeLessThan(1.5);
      await expect.poll(() => Math.abs(a.phone.levelOf(880) + 18), patience).toBeLessThan(1.5);
      expect(await a.leg.counters()).toMatchObject({ codec: codecA, transcoded: true });
    });

    test('a change of codec in the middle of a call is followed', async () => {
      const a = await board.connect('a', ['opus'], { humHz: 440 });
      const b = await board.connect('b', ['PCMA'], { humHz: 880 });
      await board.plane.bridge('a', 'b');
      await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
      await a.phone.call(a.leg, ['PCMA']);
      await expect.poll(() => a.phone.heard.at(-1)!.packet.payload.length, patience).toBe(160);
      const changedAt = performance.now();
      await expect.poll(() => performance.now() - changedAt > 400, patience).toBe(true);
      expect([a.phone.tone(), b.phone.tone()]).toEqual([880, 440]);
    });
  });

  describe('a bad network', () => {
    const impairments: [string, Impairment][] = [
      ['1 packet in 20 lost', { loseEvery: 20 }],
      ['neighbours swapped', { delayMs: (index) => (index % 2 === 0 ? 0 : 30) }],
      ['up to 45 ms of jitter', { delayMs: (index) => (index * 17) % 46 }],
    ];

    test.each(impairments)('%s: a transcoded tone stays on its frequency and level', async (_name, impairment) => {
      const a = await board.connect('a', ['PCMA']);
      const b = await board.connect('b', ['opus']);
      const way = await openImpairment(a.phone.media!.remote!.rtp, impairment);
      a.phone.sendTo = way;
      a.phone.hum(440);
      await board.plane.bridge('a', 'b');
      await expect.poll(() => b.phone.heard.length, patience).toBeGreaterThan(100);
      await expect.poll(() => b.phone.tone(), patience).toBe(440);
      await expect.poll(() => Math.abs(b.phone.levelOf(440) + 18), patience).toBeLessThan(2.5);
      way.close();
    });

    async function humThroughLoss() {
      const a = await board.connect('a', ['PCMA']);
      const b = await board.connect('b', ['PCMA']);
      const way = await openImpairment(a.phone.media!.remote!.rtp, { loseEvery: 10 });
      a.phone.sendTo = way;
      a.phone.hum(440);
      await board.plane.bridge('a', 'b');
      await expect.poll(() => b.phone.heard.length, patience).toBeGreaterThan(100);
      return { a, b, way };
    }

    test('relayed packets keep the gap of a lost one', async () => {
      const { b, way } = await humThroughLoss();
      const stream = b.phone.heard.map(({ packet }) => packet.sequence);
      const gaps = stream.slice(1).filter((sequence, index) => ((sequence - stream[index]!) & 0xffff) === 2);
      expect(gaps.length).toBeGreaterThan(5);
      way.close();
    });

    // rtpengine measures nothing itself: it knows what the party reports (rtpengine/plane.net.test.ts).
    test.runIf(under.kind === 'embedded')('loss is counted, told in reports and lowers the score', async () => {
      const { a, way } = await humThroughLoss();
      const counters = await a.leg.counters();
      expect(counters.packetsLost / (counters.packetsReceived + counters.packetsLost)).toBeCloseTo(0.1, 1);
      expect(counters.mos).toBeLessThan(4);
      const fractions = () =>
        a.phone.reports.flatMap((report) => (report.kind === 'receiver_report' ? report.reports : []));
      await expect.poll(() => fractions().some((block) => block.fractionLost > 10), patience).toBe(true);
      way.close();
    });
  });

  test("the round trip is measured from the far side's report", async () => {
    const { leg, phone } = await board.connect('a', ['PCMA'], { humHz: 440 });
    await leg.play({ source: { kind: 'tone', tone: 'sine880' } });
    const senderReport = () => phone.reports.find((report) => report.kind === 'sender_report');
    await expect.poll(() => senderReport(), patience).toBeDefined();
    const report = senderReport()!;
    if (report.kind !== 'sender_report') throw new Error(report.kind);
    const lastSenderReport = (((report.ntp.seconds & 0xffff) << 16) | (report.ntp.fraction >>> 16)) >>> 0;
    const quality = { fractionLost: 0, cumulativeLost: 0, highestSequence: 0, jitter: 0 };
    const block = { ssrc: report.ssrc, lastSenderReport, delaySinceLastSenderReport: 0, ...quality };
    phone.sendReport({ kind: 'receiver_report', ssrc: phone.ssrc, reports: [block] });
    const roundTrip = async () => (await leg.counters()).roundTripMs;
    await expect.poll(roundTrip, patience).not.toBeNull();
    // The report was answered when the poll saw it, at most some hundred milliseconds later.
    expect(await roundTrip()).toBeLessThan(1_000);
  });
});
