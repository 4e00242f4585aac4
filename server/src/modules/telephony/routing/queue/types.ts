/**
 * A queue as facts: who waits, who serves, who rings for whom. `step` changes it; telephones and sound are elsewhere.
 * Times are milliseconds of the injected clock.
 */

/** Which member is rung for a caller. All but `all` ring one member at a time for each caller. */
export type RingStrategy = 'all' | 'in_order' | 'rotating' | 'longest_idle' | 'fewest_calls' | 'random';

export type QueueMember = {
  readonly userId: string;
  /** Place in the order, from 0; those of one place ring in the order of their names. */
  readonly position: number;
  readonly ringSeconds: number;
  /** A caller must have waited so long before this member is rung: a second line of help. */
  readonly startDelaySeconds: number;
  readonly skills: readonly string[];
};

export type QueueSettings = {
  readonly strategy: RingStrategy;
  /** Whoever last talked to the caller is rung first, when able to. */
  readonly sticky: boolean;
  readonly members: readonly QueueMember[];
  /** Null: callers wait as long as they like. */
  readonly mostWaitSeconds: number | null;
  readonly mostWaiting: number | null;
  /** Nobody serves (all signed out of it): callers leave at once, or wait for somebody to come. */
  readonly withoutMembers: 'leave' | 'wait';
  readonly wrapUpSeconds: number;
  /** A member who did not answer, or refused, is left alone for so long. */
  readonly restSeconds: number;
  /** Position and estimate are told when a caller joins and then so often; null: never. */
  readonly announceEverySeconds: number | null;
};

/** `out`: does not serve now (signed out, away, do not disturb). `occupied`: in another call. */
export type MemberPhase = 'out' | 'free' | 'occupied' | 'ringing' | 'talking' | 'wrap_up';

export type MemberState = {
  readonly phase: MemberPhase;
  /** What the member is when not ringing, talking or wrapping up for this queue: told by availability. */
  readonly outside: 'out' | 'free' | 'occupied';
  /** The caller that the member rings for or talks to. */
  readonly callId: string | null;
  /** When ringing or wrap-up ends, or the rest after an unanswered ring. */
  readonly untilMs: number | null;
  /** End of the last talk; 0: none yet, so the longest idle of all. */
  readonly idleSinceMs: number;
  readonly callsTaken: number;
};

export type WaitingCaller = {
  readonly callId: string;
  readonly joinedAtMs: number;
  readonly skillsNeeded: readonly string[];
  /** Who last talked to this caller; null when unknown. */
  readonly lastTalkedTo: string | null;
  /** Members who were rung in vain since everybody had their turn. */
  readonly tried: readonly string[];
  readonly toldAtMs: number | null;
  /** The caller asked to be called back: keeps the place in line, hears nothing, is dialled when a member is free. */
  readonly wantsCallback: boolean;
};

export type QueueState = {
  readonly settings: QueueSettings;
  /** In order of arrival. */
  readonly waiting: readonly WaitingCaller[];
  readonly members: Readonly<Record<string, MemberState>>;
  /** Member rung last, from whom `rotating` goes on. */
  readonly lastRung: string | null;
  /** Mean length of talks, for estimates; null before the first. */
  readonly meanTalkMs: number | null;
};

export type QueueInput =
  | {
      readonly kind: 'join';
      readonly callId: string;
      readonly skillsNeeded?: readonly string[];
      readonly lastTalkedTo?: string | null;
      /** When the caller joined, if earlier than now: a restart keeps the order. */
      readonly joinedAtMs?: number;
    }
  /** The caller hung up, pressed the key to leave, or was taken away. */
  | { readonly kind: 'leave'; readonly callId: string }
  | { readonly kind: 'callback_asked'; readonly callId: string }
  | { readonly kind: 'answered'; readonly callId: string; readonly userId: string }
  /** The member refused, could not be reached, or turned out to be occupied. */
  | { readonly kind: 'ring_failed'; readonly callId: string; readonly userId: string }
  | { readonly kind: 'talk_ended'; readonly userId: string; readonly talkMs: number }
  | { readonly kind: 'wrap_up_ended'; readonly userId: string }
  | { readonly kind: 'member_is'; readonly userId: string; readonly outside: MemberState['outside'] }
  | { readonly kind: 'settings_changed'; readonly settings: QueueSettings }
  | { readonly kind: 'tick' };

export type LeaveReason = 'waited_too_long' | 'queue_full' | 'nobody_serves' | 'callback_asked';

export type QueueEffect =
  | { readonly kind: 'ring'; readonly userId: string; readonly callId: string; readonly ringSeconds: number }
  | { readonly kind: 'stop_ringing'; readonly userId: string; readonly callId: string }
  /** The two talk to each other; for a callback the caller has to be dialled first. */
  | { readonly kind: 'connect'; readonly userId: string; readonly callId: string; readonly isCallback: boolean }
  | { readonly kind: 'let_go'; readonly callId: string; readonly reason: LeaveReason }
  /** `waitSeconds` null: no estimate that could be honest. */
  | {
      readonly kind: 'tell_position';
      readonly callId: string;
      readonly position: number;
      readonly waitSeconds: number | null;
    };

export type QueueStep = { readonly state: QueueState; readonly effects: readonly QueueEffect[] };
