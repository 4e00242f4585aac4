import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { MediaCounters } from '@carillon/api';
import type { FactsWriter } from '../accounting/facts-writer.ts';
import type { Leg, LegEvents } from '../leg/leg.ts';
import type { Signalling, TransferRequest } from '../ports/line.ts';
import type { MediaPlane } from '../ports/media-plane.ts';
import type { CallQueue } from './call-queue.ts';
import type { CallEffect } from './effects.ts';
import type { CallInput } from './inputs.ts';
import type { Call } from './types.ts';

/** Where legs meet who are not called by anybody. */
export interface Conferences {
  enter(conferenceId: string, legId: string, maxParties: number): Promise<'entered' | 'full'>;
  leave(legId: string): void;
}

export type EffectDeps = {
  readonly media: MediaPlane;
  readonly signalling: Signalling;
  readonly facts: FactsWriter;
  /** Languages and sentences for the Reason header of a rejection. */
  readonly sentence: (textKey: string) => string | undefined;
  /** Who rings when a transfer comes back; posts `return_routed`. */
  readonly routeReturn: (actor: RunningCall, userId: string, waitingLegId: string) => void;
  /** Moves a leg to another call and posts `adopt` there. */
  readonly handOver: (actor: RunningCall, leg: Leg, effect: Extract<CallEffect, { kind: 'hand_over' }>) => void;
  readonly conferences: Conferences;
  /** Finds where a 3xx leads; posts `leg_redirected`. */
  readonly redirect: (actor: RunningCall, legId: string, to: readonly string[]) => void;
  readonly refers: WeakMap<Leg, TransferRequest>;
  readonly readySeconds: number;
  readonly legEvents: (actor: RunningCall) => LegEvents;
  /** The user of this leg has a channel free for answering it. */
  readonly mayTake: (actor: RunningCall, legId: string) => boolean;
};

export type ActorDeps = EffectDeps & {
  readonly clock: Clock;
  readonly log: Logger;
  /** After each step that changed something. */
  readonly changed: (actor: RunningCall, before: Call) => void;
  readonly closed: (actor: RunningCall) => void;
};

/** A call in progress, as effects and commands hold it. */
export interface RunningCall {
  readonly id: string;
  call: Call;
  readonly legs: Map<string, Leg>;
  readonly deps: ActorDeps;
  readonly queue: CallQueue;
  /** Last counters of legs that were closed, by leg. */
  readonly counters: Promise<readonly [string, MediaCounters | null]>[];
  /** Something happened; handled in its turn. */
  post(input: CallInput): void;
  /** Handles an input now; only from inside the queue. */
  apply(input: CallInput): Promise<void>;
  setRingTimer(seconds: number): void;
  clearRingTimer(): void;
  /** Posts an input later, unless the call is over by then. */
  postLater(ms: number, input: CallInput): void;
  /** The end of everything: timers stopped, media counted, records handed in. */
  close(): Promise<void>;
}
