import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { TimerWheel, createWheelTimer } from './timer-wheel.ts';

const create = () => {
  const clock = new FakeClock();
  const errors: unknown[] = [];
  return { clock, errors, wheel: new TimerWheel(clock, (error) => errors.push(error)) };
};

describe('timer wheel', () => {
  test('fires each timer once, never early, at most one tick late', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 }), async (delays) => {
        const { clock, wheel } = create();
        await clock.advance(12_345);
        const fired: number[] = delays.map(() => -1);
        delays.forEach((delay, index) => {
          wheel.start(
            createWheelTimer(() => {
              expect(fired[index]).toBe(-1);
              fired[index] = clock.now() - 12_345;
            }),
            delay,
          );
        });
        await clock.advance(70_000);
        delays.forEach((delay, index) => {
          expect(fired[index]).toBeGreaterThanOrEqual(delay);
          expect(fired[index]).toBeLessThanOrEqual(delay + 15);
        });
        expect({ size: wheel.size, pending: clock.pending }).toEqual({ size: 0, pending: 0 });
      }),
      { numRuns: 60 },
    );
  });

  test('a stopped timer does not fire, and the last stop lets the clock sleep', async () => {
    const { clock, wheel } = create();
    let fired = 0;
    const timer = createWheelTimer(() => (fired += 1));
    wheel.start(timer, 500);
    wheel.stop(timer);
    expect(clock.pending).toBe(0);
    await clock.advance(1_000);
    expect(fired).toBe(0);
  });

  test('may be restarted from its own callback and stop its neighbour in the same slot', async () => {
    const { clock, wheel } = create();
    const fired: string[] = [];
    const neighbours = ['a', 'b'].map((name) =>
      createWheelTimer(() => {
        fired.push(name);
        for (const other of neighbours) wheel.stop(other);
        if (fired.length < 3) wheel.start(neighbours[0]!, 10_240);
      }),
    );
    for (const timer of neighbours) wheel.start(timer, 100);
    await clock.advance(60_000);
    expect(fired).toHaveLength(3);
    expect(wheel.size).toBe(0);
  });

  test('an error in a callback does not hold up the others', async () => {
    const { clock, errors, wheel } = create();
    let fired = 0;
    wheel.start(
      createWheelTimer(() => {
        throw new Error('boom');
      }),
      100,
    );
    wheel.start(
      createWheelTimer(() => (fired += 1)),
      100,
    );
    await clock.advance(200);
    expect({ errors: errors.length, fired }).toEqual({ errors: 1, fired: 1 });
  });
});
