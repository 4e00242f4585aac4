import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPortPool } from './port-pool.ts';

test('gives even ports with the odd one above, inside the range', () => {
  const pool = createPortPool({ min: 40_001, max: 40_010, now: () => 0, random: () => 0 });
  const leases = Array.from({ length: 5 }, () => pool.take());
  expect(leases.map((lease) => lease?.rtpPort ?? null)).toEqual([40_002, 40_004, 40_006, 40_008, null]);
  expect(leases[0]?.rtcpPort).toBe(40_003);
});

test('starts where chance says', () => {
  const pool = createPortPool({ min: 40_000, max: 40_099, now: () => 0, random: () => 0.5 });
  expect(pool.take()?.rtpPort).toBe(40_050);
});

test('rests a released port, then gives it again', () => {
  let now = 1_000;
  const pool = createPortPool({ min: 40_000, max: 40_001, now: () => now, restMs: 3_000 });
  const lease = pool.take()!;
  expect(pool.take()).toBeNull();
  pool.release(lease);
  now += 2_999;
  expect(pool.take()).toBeNull();
  now += 1;
  expect(pool.take()).toEqual(lease);
});

test('a lease released twice counts once', () => {
  const pool = createPortPool({ min: 40_000, max: 40_003, now: () => 0 });
  const lease = pool.take()!;
  pool.take();
  pool.release(lease);
  pool.release(lease);
  expect(pool.leased).toBe(1);
});

test('never leases a pair twice at once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 200 }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (takes, seed) => {
        let now = 0;
        const pool = createPortPool({ min: 30_000, max: 30_015, now: () => now, restMs: 5, random: () => seed });
        const held: { rtpPort: number; rtcpPort: number }[] = [];
        for (const isTake of takes) {
          now += 1;
          if (!isTake) {
            const lease = held.shift();
            if (lease) pool.release(lease);
            continue;
          }
          const lease = pool.take();
          if (!lease) continue;
          expect(held.some((other) => other.rtpPort === lease.rtpPort)).toBe(false);
          held.push(lease);
        }
        expect(pool.leased).toBe(held.length);
      },
    ),
  );
});
