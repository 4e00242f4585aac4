/** Subscriptions over a network that loses, doubles, delays and reorders: the last word is the truth, nothing is left. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOB, createSimulatedPair, leftovers, nothingLeft } from '../testing/judged-pair.ts';
import { Notifier } from './notifier.ts';

const conditions = fc.record({
  loss: fc.double({ min: 0, max: 0.3, noNaN: true }),
  duplication: fc.double({ min: 0, max: 0.3, noNaN: true }),
  minDelayMs: fc.integer({ min: 0, max: 100 }),
  maxDelayMs: fc.integer({ min: 100, max: 900 }),
});

test('every subscriber that is still there ends with the newest state, versions without a gap', async () => {
  let alive = 0;
  await fc.assert(
    fc.asyncProperty(
      conditions,
      fc.nat(1_000_000),
      fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 12 }),
      async (network, seed, changes) => {
        const pair = await createSimulatedPair({ conditions: network, seed });
        let value = 0;
        const notifier = new Notifier({ sip: pair.bob, clock: pair.clock, events: ['dialog'] });
        pair.bob.onRequest((incoming) => {
          const subscribe = notifier.read(incoming);
          if (subscribe === null) return;
          const render = ({ version }: { version: number }) => ({
            contentType: 'text/plain',
            body: `${version} ${value}`,
          });
          notifier.accept(incoming, subscribe, { keys: ['value'], watcher: 'alice', render });
        });
        const watchers = [0, 1, 2].map(() => {
          const got: [number, number][] = [];
          let isOver = false;
          const subscription = pair.alice.subscribe({
            uri: `sip:value@${BOB}`,
            from: '<sip:alice@example.com>',
            event: 'dialog',
            seconds: 600,
            onNotify: ({ body }) => got.push(Buffer.from(body).toString().split(' ').map(Number) as [number, number]),
          });
          void subscription.ended.then(() => (isOver = true));
          return { got, subscription, isOver: () => isOver };
        });
        for (const atMs of changes) {
          pair.clock.after(atMs, () => {
            value += 1;
            notifier.changed('value');
          });
        }
        await pair.clock.advance(90_000);
        for (const { got, isOver } of watchers) {
          expect(got.map(([version]) => version)).toEqual(got.map((_, index) => index));
          expect(got.map(([, told]) => told)).toEqual(
            got.map(([, told]) => told).toSorted((one, other) => one - other),
          );
          if (isOver()) continue;
          alive += 1;
          expect(got.at(-1)?.[1]).toBe(changes.length);
        }
        for (const { subscription } of watchers) subscription.unsubscribe();
        await pair.clock.advance(700_000);
        expect(notifier.size).toBe(0);
        await pair.clock.advance(70_000);
        expect(leftovers(pair)).toEqual(nothingLeft);
        expect(pair.log).toEqual([]);
        expect(pair.brokenRules()).toEqual([]);
      },
    ),
    { numRuns: 80, seed: 6_665 },
  );
  expect(alive).toBeGreaterThan(200);
}, 60_000);
