import type { Direction, Party } from '@carillon/api';
import { courseOf, directionWeights } from './call-kinds.ts';
import { createRandom, type Random } from './random.ts';
import type { HistoryCall, HistoryInput, HistoryUser } from './types.ts';
import { liveliness, workingTime } from './working-hours.ts';

/** Calls that one person has on an ordinary day. */
const callsPerDay = 9;
const outsideNumbers = 45;

/**
 * A believable month of calls: working hours and days, the same correspondents again and again, nobody in two calls at
 * once. A pure function of its input, ordered by start.
 */
export function demoHistory(input: HistoryInput): HistoryCall[] {
  const random = createRandom(input.seed);
  const outside = Array.from({ length: outsideNumbers }, () => fictionNumber(random));
  const today = input.now.toZonedDateTimeISO(input.timeZone).toPlainDate();
  const calls: HistoryCall[] = [];
  for (let daysAgo = input.days; daysAgo >= 0; daysAgo -= 1) {
    calls.push(...callsOfDay({ ...input, random, outside }, today.subtract({ days: daysAgo })));
  }
  return calls;
}

type Source = HistoryInput & { readonly random: Random; readonly outside: readonly string[] };

/** A French number of the ranges that ARCEP keeps for fiction: calls to it reach nobody. */
function fictionNumber(random: Random): string {
  const range = random.pick(['+3319900', '+3326191', '+3335301', '+3346571', '+3353649', '+3363998', '+3363998']);
  return range + String(random.between(0, 9_999)).padStart(4, '0');
}

function callsOfDay(source: Source, date: Temporal.PlainDate): HistoryCall[] {
  const share = liveliness(date, source.opensOnSaturday);
  const drafts = source.users.flatMap((user) => {
    const count = Math.round(share * callsPerDay * (0.6 + 0.8 * source.random.next()));
    return Array.from({ length: count }, () => draft(source, user, date));
  });
  drafts.sort((a, b) => Temporal.Instant.compare(a.startedAt, b.startedAt));
  return withoutOverlaps(drafts, source.now);
}

/** The end is kept a minute before now, so that history never looks like a call in progress. */
function withoutOverlaps(drafts: readonly HistoryCall[], now: Temporal.Instant): HistoryCall[] {
  const busyUntil = new Map<string, Temporal.Instant>();
  return drafts.filter((call) => {
    const endedAt = call.startedAt.add({ seconds: call.ringSeconds + call.talkSeconds });
    const members = [call.from.userId, call.to.userId].filter((id) => id !== null);
    const free = members.every((id) => {
      const until = busyUntil.get(id);
      return !until || Temporal.Instant.compare(until, call.startedAt) < 0;
    });
    if (!free || Temporal.Instant.compare(endedAt.add({ minutes: 1 }), now) > 0) return false;
    for (const id of members) busyUntil.set(id, endedAt);
    return true;
  });
}

function draft(source: Source, user: HistoryUser, date: Temporal.PlainDate): HistoryCall {
  const { random, timeZone } = source;
  const direction = random.weighted<Direction>(
    source.users.length > 1 ? directionWeights : { ...directionWeights, internal: 0 },
  );
  const startedAt = workingTime(random, date, timeZone);
  return { direction, ...parties(source, user, direction), userId: user.id, startedAt, ...courseOf(random, direction) };
}

function parties(source: Source, user: HistoryUser, direction: Direction): { from: Party; to: Party } {
  const { random, users } = source;
  if (direction === 'internal') {
    const colleague = random.pick(users.filter((other) => other.id !== user.id));
    return { from: inside(user), to: inside(colleague) };
  }
  const other: Party = { userId: null, name: null, number: favourite(source) };
  const own: Party = { userId: user.id, name: user.name, number: user.number ?? source.numbers[0] ?? user.extension };
  return direction === 'outbound' ? { from: own, to: other } : { from: maybeWithheld(random, other), to: own };
}

function inside(user: HistoryUser): Party {
  return { userId: user.id, name: user.name, number: user.extension };
}

/** A few correspondents make most of the calls. */
function favourite({ random, outside }: Source): string {
  return outside[Math.floor(random.next() ** 2 * outside.length)]!;
}

function maybeWithheld(random: Random, party: Party): Party {
  return random.next() < 0.04 ? { ...party, number: null } : party;
}
