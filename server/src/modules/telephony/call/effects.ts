import type { Party } from '@carillon/api';
import type { HangupCause } from '../failure/hangup-cause.ts';
import type { PromptSource } from '../ports/media-plane.ts';
import type { CallLeg, Target } from './types.ts';

/** What a step asks the world to do, in this order. */
export type CallEffect =
  | {
      readonly kind: 'dial';
      readonly target: Target;
      readonly nearLegId: string;
      /** Number towards carriers, and whether it is hidden from the called party. */
      readonly callerId: string | null;
      readonly isWithheld: boolean;
    }
  /** 180 to a caller that waits. */
  | { readonly kind: 'ring_caller'; readonly legId: string }
  /** 183: the waiting caller hears `fromLegId` before the answer. */
  | { readonly kind: 'early_media'; readonly legId: string; readonly fromLegId: string }
  /** 200 to the caller, with the codec of `peerLegId` when there is a peer. */
  | {
      readonly kind: 'answer';
      readonly legId: string;
      readonly peerLegId: string | null;
      /** Whom the answer shows; default: the peer. */
      readonly shownLegId?: string;
    }
  /** Another party is on the other side now: this one's telephone shows it. */
  | { readonly kind: 'show_party'; readonly legId: string; readonly shownLegId: string }
  | { readonly kind: 'bridge'; readonly legIds: readonly [string, string] }
  | {
      readonly kind: 'enter_conference';
      readonly legId: string;
      readonly conferenceId: string;
      readonly maxParties: number;
    }
  | { readonly kind: 'unbridge'; readonly legId: string }
  | { readonly kind: 'play'; readonly legId: string; readonly source: PromptSource; readonly repeat: boolean }
  | { readonly kind: 'stop_playing'; readonly legId: string }
  /** BYE, CANCEL or a final rejection, whichever fits the state of the leg's signalling. */
  | { readonly kind: 'end_leg'; readonly legId: string; readonly cause: HangupCause; readonly sipStatus: number | null }
  | { readonly kind: 'set_ring_timer'; readonly seconds: number }
  | { readonly kind: 'clear_ring_timer' }
  | { readonly kind: 'set_ready_timer'; readonly legId: string }
  | { readonly kind: 'refer_progress'; readonly legId: string; readonly status: number; readonly final: boolean }
  | { readonly kind: 'hand_over'; readonly legId: string; readonly toCallId: string; readonly asLegId: string }
  /** Asks routing whom to ring when a transfer failed after its author had left. */
  | { readonly kind: 'route_return'; readonly userId: string; readonly waitingLegId: string }
  /** Something to keep: a leg as it is now, or the call. */
  | {
      readonly kind: 'fact';
      readonly fact: FactKind;
      readonly leg: CallLeg | null;
      readonly transferred?: TransferDone;
    }
  /** Nothing more will happen: write the records. */
  | { readonly kind: 'close' };

export type TransferDone = {
  readonly how: 'blind' | 'attended';
  readonly byUserId: string | null;
  readonly to: Party;
};

export type FactKind =
  | 'call_started'
  | 'leg_started'
  | 'leg_ringing'
  | 'leg_answered'
  | 'leg_ended'
  | 'held'
  | 'resumed'
  | 'transferred'
  | 'call_ended';

export type StepResult = { readonly call: import('./types.ts').Call; readonly effects: readonly CallEffect[] };
