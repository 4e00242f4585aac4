import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JitterBuffer } from './jitter-buffer.ts';
import type { Playout } from './jitter-buffer.ts';

type Arrival = { index: number; atMs: number };

const samplesPerFrame = 160;

/** Feeds arrivals and pulls every 20 ms, ticks falling between the sender's; payloads carry their index. */
function run(arrivals: Arrival[], options: { firstSequence?: number; firstTimestamp?: number; ticks?: number } = {}) {
  const { firstSequence = 65_500, firstTimestamp = 0xffffff00 } = options;
  const buffer = new JitterBuffer({ clockRate: 8_000 });
  const inOrder = arrivals.toSorted((left, right) => left.atMs - right.atMs);
  const ticks = options.ticks ?? Math.ceil((inOrder.at(-1)?.atMs ?? 0) / 20) + 30;
  const played: Playout[] = [];
  let next = 0;
  for (let tick = 0; tick < ticks; tick++) {
    const nowMs = tick * 20 + 7;
    for (; next < inOrder.length && inOrder[next]!.atMs <= nowMs; next++) {
      const { index, atMs } = inOrder[next]!;
      const payload = Uint8Array.of(index >>> 8, index & 0xff);
      const sequence = (firstSequence + index) & 0xffff;
      buffer.push({ sequence, timestamp: (firstTimestamp + index * samplesPerFrame) >>> 0, payload }, atMs);
    }
    played.push(buffer.pull(nowMs));
  }
  return { played, buffer };
}

function indexes(played: Playout[]): number[] {
  return played.flatMap((item) =>
    item.kind === 'packet' ? [((item.payload[0] ?? 0) << 8) | (item.payload[1] ?? 0)] : [],
  );
}

function steady(count: number, delay: (index: number) => number = () => 0): Arrival[] {
  return Array.from({ length: count }, (_, index) => ({ index, atMs: index * 20 + delay(index) }));
}

describe('JitterBuffer', () => {
  test('a steady stream is played whole, in order, 40 ms late, over both wraps', () => {
    const { played, buffer } = run(steady(200), { ticks: 200 });
    expect(indexes(played).length).toBeGreaterThan(195);
    expect(indexes(played)).toEqual([...Array(indexes(played).length).keys()]);
    expect(played.slice(4).every((item) => item.kind === 'packet')).toBe(true);
    expect(buffer.snapshot()).toMatchObject({ late: 0, concealed: 0, dropped: 0, targetMs: 40 });
    expect(buffer.snapshot().delayMs).toBeLessThanOrEqual(70);
  });

  test('a lost packet is concealed once, with the next one at hand for FEC', () => {
    const { played } = run(
      steady(50).filter(({ index }) => index !== 20),
      { ticks: 50 },
    );
    const hole = played.findIndex((item) => item.kind === 'conceal');
    expect(played[hole]).toEqual({ kind: 'conceal', samples: 160, next: Uint8Array.of(0, 21) });
    expect(played.filter((item) => item.kind === 'conceal')).toHaveLength(1);
    expect(indexes(played)).not.toContain(20);
  });

  test('a stall makes the buffer wait: nothing is lost, the delay grows, and shrinks again', () => {
    const { played, buffer } = run(
      steady(600, (index) => (index >= 100 && index < 105 ? 2_095 - index * 20 : 0)),
      { ticks: 600 },
    );
    expect(indexes(played)).toContain(100);
    expect(buffer.snapshot().late).toBe(0);
    expect(buffer.snapshot().delayMs).toBeLessThanOrEqual(75);
  });

  test('jitter of 60 ms is absorbed after the first moments', () => {
    const { played, buffer } = run(
      steady(1_000, (index) => (index * 37) % 61),
      { ticks: 1_000 },
    );
    const settled = played.slice(200);
    expect(settled.filter((item) => item.kind !== 'packet').length).toBeLessThan(8);
    expect(buffer.snapshot().targetMs).toBeGreaterThanOrEqual(75);
    expect(buffer.snapshot().delayMs).toBeLessThanOrEqual(130);
  });

  test('the payload is copied, so that the receive buffer can be used again', () => {
    const buffer = new JitterBuffer({ clockRate: 8_000 });
    const received = Buffer.from([1, 2, 3]);
    buffer.push({ sequence: 1, timestamp: 0, payload: received }, 0);
    received.fill(9);
    expect(buffer.pull(100)).toMatchObject({ kind: 'packet', payload: Uint8Array.of(1, 2, 3) });
  });

  test('duplicates and stragglers are told apart', () => {
    const { buffer } = run(steady(60), { ticks: 60 });
    const at = (index: number) => ({
      sequence: (65_500 + index) & 0xffff,
      timestamp: (0xffffff00 + index * 160) >>> 0,
      payload: Uint8Array.of(1),
    });
    expect(buffer.push(at(59), 1_200)).toBe('duplicate');
    expect(buffer.push(at(3), 1_200)).toBe('late');
    expect(buffer.push(at(60), 1_200)).toBe('queued');
  });

  test('a sender that falls silent: concealment for 100 ms at most, then silence, then it goes on', () => {
    const silent = steady(40).concat(
      steady(80)
        .slice(60)
        .map(({ index }) => ({ index: index - 20, atMs: index * 20 })),
    );
    const buffer = new JitterBuffer({ clockRate: 8_000 });
    const played: Playout[] = [];
    for (let tick = 0; tick < 90; tick++) {
      const arrival = silent.find(({ atMs }) => atMs === tick * 20);
      if (arrival) {
        buffer.push(
          { sequence: arrival.index, timestamp: tick * 160, payload: Uint8Array.of(0, arrival.index) },
          tick * 20,
        );
      }
      played.push(buffer.pull(tick * 20 + 7));
    }
    expect(played.slice(0, 60).filter((item) => item.kind === 'conceal')).toHaveLength(5);
    expect(indexes(played)).toEqual([...Array(60).keys()]);
  });

  test('packets that are no audio leave silence, not holes', () => {
    const buffer = new JitterBuffer({ clockRate: 8_000 });
    const played: Playout[] = [];
    for (let tick = 0; tick < 40; tick++) {
      const isDigit = tick >= 10 && tick < 18;
      const payload = isDigit ? undefined : Uint8Array.of(0, tick);
      buffer.push({ sequence: tick, timestamp: (isDigit ? 10 : tick) * 160, payload }, tick * 20);
      played.push(buffer.pull(tick * 20 + 7));
    }
    expect(played.filter((item) => item.kind === 'conceal')).toHaveLength(0);
    expect(indexes(played).filter((index) => index < 30)).toEqual([
      ...Array(10).keys(),
      ...Array.from({ length: 12 }, (_, index) => index + 18),
    ]);
  });

  test('60 ms packets are pulled by need', () => {
    const buffer = new JitterBuffer({ clockRate: 8_000 });
    const played: Playout[] = [];
    let have = 0;
    for (let tick = 0; tick < 120; tick++) {
      if (tick % 3 === 0) {
        const index = tick / 3;
        buffer.push({ sequence: index, timestamp: index * 480, payload: Uint8Array.of(0, index) }, tick * 20);
      }
      while (have < 160) {
        const item = buffer.pull(tick * 20 + 7);
        have += item.samples;
        played.push(item);
      }
      have -= 160;
    }
    expect(indexes(played).length).toBeGreaterThan(35);
    expect(indexes(played)).toEqual([...Array(indexes(played).length).keys()]);
    expect(played.filter((item) => item.kind === 'conceal').length).toBeLessThanOrEqual(1);
  });

  test('a restarted sender is followed', () => {
    const buffer = new JitterBuffer({ clockRate: 8_000 });
    const played: Playout[] = [];
    for (let tick = 0; tick < 100; tick++) {
      const base = tick < 50 ? { sequence: 100, timestamp: 5_000 } : { sequence: 40_000, timestamp: 3_000_000_000 };
      const payload = Uint8Array.of(0, tick);
      buffer.push({ sequence: base.sequence + tick, timestamp: base.timestamp + tick * 160, payload }, tick * 20);
      played.push(buffer.pull(tick * 20 + 7));
    }
    expect(indexes(played.slice(60)).length).toBeGreaterThan(35);
  });

  test('a sender clock 0.1 % fast or slow neither piles up nor starves', () => {
    for (const drift of [0.999, 1.001]) {
      const arrivals = Array.from({ length: 6_000 }, (_, index) => ({ index, atMs: index * 20 * drift }));
      const { played, buffer } = run(arrivals, { ticks: Math.floor(6_000 * drift) });
      const counts = buffer.snapshot();
      expect(indexes(played).length).toBeGreaterThan(5_960);
      expect(counts.concealed + counts.dropped).toBeLessThan(20);
      expect(counts.delayMs).toBeLessThan(110);
    }
  });

  test('with loss, duplicates, reordering and jitter: order is kept, nothing is played twice, nothing is invented', () => {
    const fate = fc.record({ isLost: fc.boolean(), copies: fc.integer({ min: 1, max: 2 }), delay: fc.nat(80) });
    fc.assert(
      fc.property(fc.array(fate, { minLength: 10, maxLength: 150 }), fc.nat(0xffff), (fates, firstSequence) => {
        const arrivals = fates.flatMap(({ isLost, copies, delay }, index) =>
          isLost && index % 3 === 0
            ? []
            : Array.from({ length: copies }, (_, copy) => ({ index, atMs: index * 20 + delay + copy * 15 })),
        );
        const sent = new Set(arrivals.map(({ index }) => index));
        const { played, buffer } = run(arrivals, { firstSequence });
        const heard = indexes(played);
        for (let at = 1; at < heard.length; at++) expect(heard[at]).toBeGreaterThan(heard[at - 1]!);
        for (const index of heard) expect(sent.has(index)).toBe(true);
        const counts = buffer.snapshot();
        expect(heard.length + counts.dropped + counts.depthPackets).toBeLessThanOrEqual(sent.size);
        const unheard = sent.size - heard.length - counts.dropped - counts.depthPackets;
        expect(unheard).toBeLessThanOrEqual(counts.late);
        expect(buffer.snapshot().depthPackets).toBe(0);
      }),
    );
  });
});
