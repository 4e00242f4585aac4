import { describe, expect, it } from 'vitest';
import { demoHistory } from './demo-history.ts';
import type { HistoryInput } from './types.ts';

const users = ['Camille', 'Hugo', 'Léa', 'Nadia', 'Paul', 'Sarah'].map((name, index) => ({
  id: `0190000${index}-0000-7000-8000-000000000000`,
  name,
  extension: String(101 + index),
  number: index < 3 ? `+3319900000${index}` : null,
}));
const input: HistoryInput = {
  seed: 'lyon',
  users,
  numbers: ['+33199000099'],
  now: Temporal.Instant.from('2026-06-18T13:00:00Z'),
  timeZone: 'Europe/Paris',
  days: 30,
  opensOnSaturday: false,
};
const calls = demoHistory(input);
const local = (instant: Temporal.Instant) => instant.toZonedDateTimeISO('Europe/Paris');

describe('demoHistory', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(JSON.stringify(demoHistory(input))).toBe(JSON.stringify(calls));
    expect(JSON.stringify(demoHistory({ ...input, seed: 'nantes' }))).not.toBe(JSON.stringify(calls));
  });

  it('fills a month with a believable number of calls', () => {
    expect(calls.length).toBeGreaterThan(600);
    expect(calls.length).toBeLessThan(1_600);
    const share = (outcome: string) => calls.filter((call) => call.outcome === outcome).length / calls.length;
    expect(share('answered')).toBeGreaterThan(0.65);
    expect(share('missed')).toBeGreaterThan(0.04);
    for (const direction of ['inbound', 'outbound', 'internal'])
      expect(calls.some((call) => call.direction === direction)).toBe(true);
  });

  it('keeps to working hours and days, and leaves the 14th of July alone', () => {
    for (const call of calls) {
      const at = local(call.startedAt);
      expect(at.dayOfWeek).toBeLessThan(6);
      expect(at.hour).toBeGreaterThanOrEqual(8);
      expect(at.hour).toBeLessThan(19);
    }
    const july = demoHistory({ ...input, now: Temporal.Instant.from('2026-07-16T20:00:00Z') });
    expect(july.some((call) => local(call.startedAt).toPlainDate().toString() === '2026-07-14')).toBe(false);
    const shop = demoHistory({ ...input, opensOnSaturday: true });
    expect(shop.some((call) => local(call.startedAt).dayOfWeek === 6)).toBe(true);
  });

  it('is in order, over before now, and never puts a member in two calls', () => {
    const busyUntil = new Map<string, Temporal.Instant>();
    for (const [index, call] of calls.entries()) {
      const endedAt = call.startedAt.add({ seconds: call.ringSeconds + call.talkSeconds });
      expect(Temporal.Instant.compare(endedAt, input.now)).toBeLessThan(0);
      if (index > 0)
        expect(Temporal.Instant.compare(calls[index - 1]!.startedAt, call.startedAt)).toBeLessThanOrEqual(0);
      for (const id of [call.from.userId, call.to.userId]) {
        if (!id) continue;
        const until = busyUntil.get(id);
        if (until) expect(Temporal.Instant.compare(until, call.startedAt)).toBeLessThan(0);
        busyUntil.set(id, endedAt);
      }
    }
  });

  it('talks only when answered, and calls fiction numbers only', () => {
    for (const call of calls) {
      expect(call.talkSeconds > 0).toBe(call.outcome === 'answered');
      const outside =
        call.direction === 'outbound' ? call.to.number : call.direction === 'inbound' ? call.from.number : null;
      if (outside) expect(outside).toMatch(/^\+33(19900|26191|35301|46571|53649|63998)\d{4}$/);
    }
  });
});
