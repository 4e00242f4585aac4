import type { MemberState, QueueMember, QueueState, WaitingCaller } from './types.ts';

type Ranked = { readonly member: QueueMember; readonly state: MemberState };

const byPosition = (a: QueueMember, b: QueueMember): number =>
  a.position - b.position || a.userId.localeCompare(b.userId);

const hasSkills = (member: QueueMember, needed: readonly string[]): boolean =>
  needed.every((skill) => member.skills.includes(skill));

/** Members who could be rung for this caller now. */
function candidates(state: QueueState, caller: WaitingCaller, nowMs: number): Ranked[] {
  const waitedMs = nowMs - caller.joinedAtMs;
  return state.settings.members.flatMap((member) => {
    const its = state.members[member.userId];
    const isAble = its?.phase === 'free' && (its.untilMs === null || its.untilMs <= nowMs);
    const isDue = waitedMs >= member.startDelaySeconds * 1_000;
    return isAble && isDue && hasSkills(member, caller.skillsNeeded) ? [{ member, state: its }] : [];
  });
}

/** The members of `ranked` that come after the one rung last, then those before. */
function fromLastRung(ranked: readonly Ranked[], state: QueueState): Ranked[] {
  const last = state.settings.members.find(({ userId }) => userId === state.lastRung);
  if (last === undefined) return [...ranked];
  const after = ranked.filter(({ member }) => byPosition(member, last) > 0);
  return [...after, ...ranked.filter(({ member }) => byPosition(member, last) <= 0)];
}

function byStrategy(ranked: readonly Ranked[], state: QueueState, random: () => number): Ranked[] {
  const inOrder = ranked.toSorted((a, b) => byPosition(a.member, b.member));
  switch (state.settings.strategy) {
    case 'all':
    case 'in_order':
      return inOrder;
    case 'rotating':
      return fromLastRung(inOrder, state);
    case 'longest_idle':
      return inOrder.toSorted((a, b) => a.state.idleSinceMs - b.state.idleSinceMs);
    case 'fewest_calls':
      return inOrder.toSorted((a, b) => a.state.callsTaken - b.state.callsTaken);
    case 'random':
      return inOrder
        .map((each) => ({ each, draw: random() }))
        .toSorted((a, b) => a.draw - b.draw)
        .map(({ each }) => each);
  }
}

/**
 * Members to ring for this caller, best first. Those rung in vain come last, so that everybody has a turn before
 * anybody has a second one; whoever last talked to the caller comes first when the queue is sticky.
 */
export function membersFor(
  state: QueueState,
  caller: WaitingCaller,
  nowMs: number,
  random: () => number,
): readonly QueueMember[] {
  const ordered = byStrategy(candidates(state, caller, nowMs), state, random).map(({ member }) => member);
  const wasTried = ({ userId }: QueueMember) => caller.tried.includes(userId);
  const isKnown = ({ userId }: QueueMember) => state.settings.sticky && userId === caller.lastTalkedTo;
  const weight = (member: QueueMember) => (wasTried(member) ? 2 : isKnown(member) ? 0 : 1);
  return ordered.toSorted((a, b) => weight(a) - weight(b));
}

/** Somebody who serves now could take this caller sooner or later. */
export function isServed(state: QueueState, { skillsNeeded }: WaitingCaller): boolean {
  return state.settings.members.some((member) => {
    const phase = state.members[member.userId]?.phase;
    return phase !== undefined && phase !== 'out' && hasSkills(member, skillsNeeded);
  });
}
