import type { RingTarget, Sound } from '../sound.ts';

/** Something that a flow waits for. */
export type WaitingAction =
  /** Play it to its end, or until a key when `bargeIn`. Answered by `played`. */
  | { readonly kind: 'play'; readonly sound: Sound; readonly bargeIn: boolean }
  /** Play, then collect keys; the first key stops the sound. Answered by `keys`, `speech` or `nothing_entered`. */
  | {
      readonly kind: 'ask_keys';
      readonly sounds: readonly Sound[];
      /** More keys than this are never waited for; with 1 the first key ends the question. */
      readonly mostKeys: number;
      /** Silence after the sound, or between two keys, that ends the question. */
      readonly waitSeconds: number;
      /** What a recogniser may listen for, when one is configured; empty: keys only. */
      readonly phrases: readonly string[];
    }
  /** Answered by `answered`, later `talk_ended`; or by `not_answered`. */
  | { readonly kind: 'ring'; readonly target: RingTarget; readonly ringSeconds: number }
  | { readonly kind: 'ring_extension'; readonly extension: string; readonly ringSeconds: number }
  | {
      readonly kind: 'dial';
      readonly number: string;
      readonly ringSeconds: number;
      readonly callerId: 'number_called' | 'caller';
    }
  /** Answered by `answered`, later `talk_ended`; or by `left_queue`. */
  | { readonly kind: 'enter_queue'; readonly queueId: string }
  /** Answered by `voicemail_ended`. */
  | { readonly kind: 'take_voicemail'; readonly box: VoicemailBox; readonly greeting: Sound | null }
  /** Answered by `decided` or `decision_failed`. */
  | {
      readonly kind: 'ask_decision';
      readonly url: string;
      readonly timeoutMs: number;
      readonly answers: readonly string[];
    };

export type VoicemailBox = RingTarget | { readonly kind: 'number' };

/** Something that is done on the way, and that nobody waits for. */
export type PassingAction =
  | { readonly kind: 'send_message'; readonly text: string }
  | { readonly kind: 'show_script'; readonly text: string }
  | { readonly kind: 'keep_answer'; readonly question: string; readonly answer: string }
  /** The last action of a run. The sound, if any, is played first. */
  | { readonly kind: 'hang_up'; readonly sound: Sound | null; readonly busy: boolean };

export type FlowAction = WaitingAction | PassingAction;
