/** Calls over a network that loses, doubles, delays and reorders: they must come up, end, and leave nothing behind. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSimulatedPair, leftovers, nothingLeft, settled } from '../testing/judged-pair.ts';
import type { SimulatedPair } from '../testing/judged-pair.ts';
import type { SipSession } from './types.ts';

const conditions = fc.record({
  loss: fc.double({ min: 0.1, max: 0.3, noNaN: true }),
  duplication: fc.double({ min: 0, max: 0.3, noNaN: true }),
  minDelayMs: fc.integer({ min: 0, max: 100 }),
  maxDelayMs: fc.integer({ min: 100, max: 900 }),
});

const listen = (pair: SimulatedPair): SipSession[] => {
  const callees: SipSession[] = [];
  pair.bob.onInvite((invite) => {
    invite.ring();
    pair.clock.after(2_000, () => {
      void invite.accept({ body: 'v=0' }).then((result) => {
        if (result.kind !== 'accepted') return;
        callees.push(result.session);
        result.session.onReinvite((_offer, reply) => void reply.accept('v=0 again'));
      });
    });
  });
  return callees;
};

/** Whoever gave up after 32 s of losses has no answer that it could acknowledge. */
const unacknowledged = '17.1.1.2 no ACK';

const endBoth = async (pair: SimulatedPair, sessions: readonly SipSession[]): Promise<void> => {
  // A BYE can be lost eleven times; the other side's own BYE stands for its session timer.
  await settled(pair.clock, Promise.all(sessions.map((session) => session.bye())));
  await pair.clock.advance(100_000);
};

test('call, re-INVITE both ways, BYE', async () => {
  let established = 0;
  let held = 0;
  await fc.assert(
    fc.asyncProperty(conditions, fc.integer({ min: 1, max: 1_000_000 }), async (network, seed) => {
      const pair = await createSimulatedPair({ conditions: network, seed }, [unacknowledged]);
      const callees = listen(pair);
      const result = await settled(pair.clock, pair.call().result);
      if (result.kind === 'answered') {
        established += 1;
        const { session } = result;
        session.onReinvite((_offer, reply) => void reply.accept('v=0 callee'));
        const both = [
          session.reinvite({ body: 'v=0 hold' }),
          ...callees.map((callee) => callee.reinvite({ body: 'v=0 x' })),
        ];
        const results = await settled(pair.clock, Promise.all(both), 300_000);
        if (results.every(({ kind }) => kind === 'accepted')) held += 1;
        await endBoth(pair, [session, ...callees]);
      } else {
        expect(result.kind).toBe('timeout');
        await endBoth(pair, callees);
      }
      expect(leftovers(pair)).toEqual(nothingLeft);
      expect(pair.log).toEqual([]);
    }),
    { numRuns: 150, seed: 20_260_101 },
  );
  // Seven INVITEs through 30 % loss each way fail about once in a hundred times.
  expect(established).toBeGreaterThan(140);
  expect(held).toBeGreaterThan(125);
}, 60_000);

test('cancel at any moment', async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(conditions, fc.nat(1_000_000), fc.nat(6_000), async (network, seed, cancelAfterMs) => {
      const pair = await createSimulatedPair({ conditions: network, seed }, [unacknowledged]);
      const callees = listen(pair);
      const call = pair.call();
      await pair.clock.advance(cancelAfterMs);
      call.cancel();
      const result = await settled(pair.clock, call.result);
      outcomes.add(result.kind);
      if (result.kind === 'answered') await endBoth(pair, [result.session]);
      await endBoth(pair, callees);
      expect(leftovers(pair)).toEqual(nothingLeft);
      expect(pair.log).toEqual([]);
    }),
    { numRuns: 150, seed: 7 },
  );
  expect([...outcomes]).toContain('cancelled');
  expect([...outcomes]).toContain('answered');
}, 60_000);

test('requests outside dialogs: one answer each, however often they arrive', async () => {
  await fc.assert(
    fc.asyncProperty(conditions, fc.nat(1_000_000), async (network, seed) => {
      const pair = await createSimulatedPair({ conditions: network, seed });
      let asked = 0;
      pair.bob.onRequest(({ respond }) => {
        asked += 1;
        respond(200);
      });
      const requests = Array.from({ length: 5 }, () =>
        pair.alice.request({ method: 'OPTIONS', uri: 'sip:bob@127.0.0.2', from: '<sip:alice@example.com>' }),
      );
      const results = await settled(pair.clock, Promise.all(requests));
      const answered = results.filter(({ kind }) => kind === 'response').length;
      expect(asked).toBeGreaterThanOrEqual(answered);
      expect(asked).toBeLessThanOrEqual(5);
      await pair.clock.advance(70_000);
      expect(leftovers(pair)).toEqual(nothingLeft);
      expect(pair.brokenRules()).toEqual([]);
    }),
    { numRuns: 60, seed: 3 },
  );
}, 60_000);
