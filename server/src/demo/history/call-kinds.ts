import type { Direction, HungUpBy, Outcome } from '@carillon/api';
import type { Random } from './random.ts';

/** Shares seen in small French offices: most calls come in, a sixth of them nobody takes. */
export const directionWeights = { inbound: 48, outbound: 40, internal: 12 } as const satisfies Record<
  Direction,
  number
>;

const outcomeWeights = {
  inbound: { answered: 80, missed: 15, busy: 5 },
  outbound: { answered: 70, no_answer: 18, busy: 7, rejected: 3, failed: 2 },
  internal: { answered: 84, missed: 12, busy: 4 },
} as const satisfies Record<Direction, Partial<Record<Outcome, number>>>;

const meanTalkSeconds = { inbound: 190, outbound: 160, internal: 75 } as const satisfies Record<Direction, number>;

export type CallCourse = {
  readonly outcome: Outcome;
  readonly ringSeconds: number;
  readonly talkSeconds: number;
  readonly hungUpBy: HungUpBy;
};

/** How a call goes: what came of it, how long it rang and lasted. */
export function courseOf(random: Random, direction: Direction): CallCourse {
  const outcome = random.weighted<Outcome>(outcomeWeights[direction] as Record<Outcome, number>);
  if (outcome === 'answered') return answered(random, direction);
  return { outcome, ringSeconds: ringSeconds(random, outcome), talkSeconds: 0, hungUpBy: endedBy(outcome) };
}

function answered(random: Random, direction: Direction): CallCourse {
  const talkSeconds = Math.min(3_600, 8 + Math.round(random.exponential(meanTalkSeconds[direction])));
  const ring = direction === 'outbound' ? random.between(5, 22) : random.between(2, 14);
  return { outcome: 'answered', ringSeconds: ring, talkSeconds, hungUpBy: random.next() < 0.55 ? 'caller' : 'callee' };
}

function ringSeconds(random: Random, outcome: Outcome): number {
  if (outcome === 'missed') return random.between(12, 40);
  if (outcome === 'no_answer') return random.between(22, 55);
  return outcome === 'rejected' ? random.between(3, 12) : 0;
}

function endedBy(outcome: Outcome): HungUpBy {
  if (outcome === 'missed' || outcome === 'no_answer') return 'caller';
  return outcome === 'failed' ? 'system' : 'callee';
}
