import type { CallerIdentity, Direction, Party } from '@carillon/api';
import type { Clock } from '#platform/clock';
import type { RoutePlan } from '../call/types.ts';
import type { TollAsk } from '../toll/toll-guard.ts';
import type { TollRefusal } from '../toll/decide.ts';
import type { Device } from '../devices/device.ts';
import type { Directory } from '../directory/directory.ts';
import type { Member } from '../ports/neighbours.ts';
import type { UserLeg } from './concurrency.ts';
import type { TrunkCandidate } from './trunk-choice.ts';

/** A place where a device can be rung now. */
export type Reachable = { readonly device: Device; readonly bindingId: string; readonly transport: string };

export type RoutingDeps = {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly reachable: (userId: string) => readonly Reachable[];
  readonly isUndisturbed: (userId: string) => boolean;
  readonly legsOfUser: (userId: string) => readonly UserLeg[];
  readonly trunks: () => readonly TrunkCandidate[];
  readonly newId: () => string;
  /** Takes a place among the calls to the outside, or says why there is none. */
  readonly reserveToll: (ask: TollAsk) => Promise<TollRefusal | null>;
  /** Legs in a conference now. */
  readonly partiesIn: (serviceId: string) => number;
};

/** What routing answers: the plan, and what kind of call it turned out to be. */
export type Routed = {
  readonly plan: RoutePlan;
  readonly direction: Direction;
  readonly consultationFor: string | null;
  /** What was found out about the caller meanwhile. */
  readonly callerIdentity?: CallerIdentity | null;
};

export const memberParty = (member: Member): Party => ({
  userId: member.id,
  name: member.name,
  number: member.extension,
});
export const numberParty = (number: string | null): Party => ({ userId: null, name: null, number });

/** Seconds that a member's devices ring, and that a carrier may let a number ring. */
export const userRingSeconds = 30;
export const trunkRingSeconds = 90;

export const silentPlan = { busy: null, other: null } as const;
