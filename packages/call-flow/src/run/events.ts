/** Why people who were rung did not take the call. */
export type NotAnswered = 'no_answer' | 'busy' | 'unreachable' | 'rejected';

/** Why a caller left a queue without having talked to anybody. */
export type LeftQueue = 'waited_too_long' | 'queue_full' | 'nobody_serves' | 'key_pressed' | 'callback_asked';

/** What answers an action. Anything else is ignored. */
export type FlowEvent =
  | { readonly kind: 'played' }
  | { readonly kind: 'keys'; readonly keys: string }
  | { readonly kind: 'speech'; readonly phrase: string }
  | { readonly kind: 'nothing_entered' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'not_answered'; readonly reason: NotAnswered }
  /** The one who took the call left, and the caller is still there. */
  | { readonly kind: 'talk_ended' }
  | { readonly kind: 'left_queue'; readonly reason: LeftQueue }
  | { readonly kind: 'voicemail_ended'; readonly left: boolean }
  | { readonly kind: 'decided'; readonly answer: string }
  | { readonly kind: 'decision_failed'; readonly reason: 'timeout' | 'unreachable' | 'refused' | 'not_an_answer' };
