import type { HungUpBy, Party } from '@carillon/api';
import type { HangupCause } from '../failure/hangup-cause.ts';
import type { Verdict } from '../failure/verdict.ts';
import type { CallLeg, RoutePlan } from './types.ts';

/** Everything that can happen to a call. Handled one after the other, in the order of arrival. */
export type CallInput =
  /** Routing decided: the first plan of the call. */
  | { readonly kind: 'routed'; readonly plan: RoutePlan }
  /** The INVITE to a target has left; its name on the wire is known. */
  | { readonly kind: 'leg_dialled'; readonly legId: string; readonly sipCallId: string; readonly transport: string }
  | { readonly kind: 'leg_ringing'; readonly legId: string }
  /** A carrier lets its own tone or message be heard before the answer. */
  | { readonly kind: 'leg_early_media'; readonly legId: string }
  /** The far side took the call, its media is agreed. */
  | { readonly kind: 'leg_accepted'; readonly legId: string }
  | { readonly kind: 'leg_media_ready'; readonly legId: string }
  /** It did not come to a connection. */
  | { readonly kind: 'leg_failed'; readonly legId: string; readonly verdict: Verdict }
  /** It says that somebody else is to be called; `plan` null: that is not followed. */
  | { readonly kind: 'leg_redirected'; readonly legId: string; readonly plan: RoutePlan | null }
  /** A connected leg ended from its side (BYE, lost connection, silence). */
  | { readonly kind: 'leg_hung_up'; readonly legId: string; readonly cause: HangupCause; readonly by?: HungUpBy }
  /** The caller gave up before an answer (CANCEL). */
  | { readonly kind: 'caller_gone'; readonly cause: HangupCause }
  | { readonly kind: 'leg_silent'; readonly legId: string; readonly silent: boolean }
  | { readonly kind: 'ring_timeout' }
  | { readonly kind: 'ready_timeout'; readonly legId: string }
  | { readonly kind: 'prompt_ended'; readonly legId: string }
  | { readonly kind: 'held'; readonly legId: string; readonly holding: boolean }
  /** The user took another call and has no channel left: stop ringing here. */
  | { readonly kind: 'user_occupied'; readonly userId: string; readonly verdict: Verdict }
  | {
      readonly kind: 'transfer_blind';
      readonly byLegId: string;
      readonly plan: RoutePlan;
      readonly viaRefer: boolean;
    }
  /** Who to ring when the transferor must take the call back. */
  | { readonly kind: 'return_routed'; readonly plan: RoutePlan }
  /** This call gives a party to another one, and ends (the consultation of an "ask first" transfer). */
  | { readonly kind: 'hand_over'; readonly legId: string; readonly toCallId: string; readonly asLegId: string }
  /** This call receives the party; `byLegId` leaves. */
  | {
      readonly kind: 'adopt';
      readonly leg: CallLeg;
      readonly byLegId: string;
      readonly to: Party;
      readonly viaRefer: boolean;
    }
  /** A telephone took over a party's place (INVITE with Replaces, RFC 3891). */
  | { readonly kind: 'replace'; readonly leg: CallLeg; readonly oldLegId: string }
  /** A telephone takes a call that rings at another one (Replaces of an early dialog). */
  | { readonly kind: 'pick_up'; readonly leg: CallLeg; readonly ringingLegId: string }
  /** A command: hang up, free me, server stopping. `legId` null: the whole call. */
  | { readonly kind: 'end'; readonly legId: string | null; readonly cause: HangupCause; readonly by: HungUpBy };
