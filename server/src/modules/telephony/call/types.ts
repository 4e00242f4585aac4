import type { CallerIdentity, Direction, HungUpBy, MediaCounters, Outcome, Party, TraceEntry } from '@carillon/api';
import type { HangupCause } from '../failure/hangup-cause.ts';
import type { Verdict } from '../failure/verdict.ts';
import type { DialAddress, ForwardedBy } from '../ports/line.ts';

export type LegKind = 'browser' | 'desk_phone' | 'trunk' | 'system';

/**
 * `dialling`: INVITE sent, or about to be. `securing`: the far side said 200 but its sound is not up yet.
 * `waiting`: a caller that has not been answered.
 */
export type LegPhase = 'waiting' | 'dialling' | 'ringing' | 'securing' | 'connected' | 'ended';

/** One party's connection as the aggregate knows it: facts only, no socket and no media. */
export type CallLeg = {
  readonly id: string;
  readonly role: 'caller' | 'target';
  readonly kind: LegKind;
  readonly userId: string | null;
  readonly name: string | null;
  readonly number: string | null;
  readonly deviceId: string | null;
  readonly deviceName: string | null;
  readonly trunkId: string | null;
  readonly transport: string | null;
  readonly sipCallId: string | null;
  readonly phase: LegPhase;
  /** This party has put the other on hold. */
  readonly holding: boolean;
  /** Its sound is up (browsers: ICE and DTLS done). */
  readonly mediaReady: boolean;
  /** Nothing was heard from it for seconds, although it should send. */
  readonly silent?: boolean;
  readonly startedAtMs: number;
  readonly ringingAtMs: number | null;
  readonly answeredAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly outcome: Outcome | null;
  readonly hangupCause: HangupCause | null;
  readonly sipStatus: number | null;
  readonly media: MediaCounters | null;
};

/** Somebody to ring, chosen by routing. */
export type Target = {
  readonly legId: string;
  readonly kind: LegKind;
  readonly userId: string | null;
  readonly name: string | null;
  readonly number: string | null;
  readonly deviceId: string | null;
  readonly deviceName: string | null;
  readonly trunkId: string | null;
  readonly transport: string | null;
  readonly address: DialAddress;
};

/** Targets that ring together. A trunk's stage is left for the next only when it failed before ringing. */
export type Stage = { readonly targets: readonly Target[]; readonly ringSeconds: number };

/** Where routing sends a call: people to ring one stage after the other, and what happens when nobody takes it. */
export type RoutePlan = {
  readonly stages: readonly Stage[];
  /** Verdict when there is nobody to ring at all. */
  readonly verdict: Verdict;
  /** Spoken instead of a bare rejection; file name in packages/audio, or null. */
  readonly announcement: { readonly busy: string | null; readonly other: string | null };
  /** A machine of the house answers instead of people. */
  readonly service?: ServicePlan;
  readonly to: Party;
  readonly callerId: string | null;
  /** The number is not to be shown to whoever is called. */
  readonly isWithheld?: boolean;
  readonly trace: readonly TraceEntry[];
};

export type ServicePlan =
  | {
      readonly kind: 'conference';
      readonly name: string;
      readonly conferenceId: string;
      readonly maxParties: number;
    }
  /** `sound`: file name in packages/audio. */
  | { readonly kind: 'announcement'; readonly name: string; readonly sound: string; readonly repeats: boolean };

/** A search for somebody who takes the call, going on now. */
export type Ringing = {
  /** `return`: the transferor is rung back after its target failed. */
  readonly purpose: 'setup' | 'transfer' | 'return';
  readonly waitingLegId: string;
  readonly stages: readonly Stage[];
  readonly current: readonly string[];
  /** Something rang in the current stage: then no other trunk is tried. */
  readonly rang: boolean;
  readonly worst: Verdict | null;
  readonly plan: RoutePlan;
};

export type Transfer = {
  readonly byLegId: string;
  readonly keptLegId: string;
  readonly byUserId: string | null;
  readonly to: Party;
  /** Asked by a telephone's REFER, which wants to hear how it goes (RFC 3515 2.4.4). */
  readonly viaRefer: boolean;
};

export type CallPhase = 'routing' | 'ringing' | 'in_flow' | 'connected' | 'ended';

export type Call = {
  readonly id: string;
  readonly organizationId: string;
  readonly direction: Direction;
  readonly phase: CallPhase;
  readonly from: Party;
  readonly to: Party;
  readonly callerId: string | null;
  /** Who sent the call on, in the order in which it happened. */
  readonly forwardedBy: readonly ForwardedBy[];
  /** What the caller's signed identity was worth; null when there was none. */
  readonly callerIdentity: CallerIdentity | null;
  readonly callerLegId: string;
  readonly legs: Readonly<Record<string, CallLeg>>;
  /** Who hears whom. */
  readonly pair: readonly [string, string] | null;
  readonly ringing: Ringing | null;
  /** A message is spoken to this leg, then the call ends with the verdict. */
  readonly announcing: { readonly legId: string; readonly verdict: Verdict } | null;
  readonly transfer: Transfer | null;
  /** The held call that this one was dialled to consult about. */
  readonly consultationFor: string | null;
  readonly startedAtMs: number;
  readonly answeredAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly outcome: Outcome | null;
  readonly hangupCause: HangupCause | null;
  readonly hungUpBy: HungUpBy | null;
  readonly failureTextKey: string | null;
  readonly trace: readonly TraceEntry[];
};
