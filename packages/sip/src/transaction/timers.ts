/** Timer values of RFC 3261 table 4 (RFC 6026 for L and M), in milliseconds. */

/** Round-trip estimate. */
export const T1_MS = 500;
/** Longest interval between repetitions of non-INVITE requests and INVITE responses. */
export const T2_MS = 4_000;
/** Longest time a message stays in the network. */
export const T4_MS = 5_000;
/** 64*T1: timers B, F, H, J, L, M. */
export const TRANSACTION_MS = 64 * T1_MS;
/** Timer D on unreliable transports: at least 32 s. */
export const TIMER_D_MS = 32_000;
/** An INVITE not answered by then gets a 100 (RFC 3261 17.2.1). */
export const TRYING_MS = 200;
/** The moment a client's timer E reaches T2: 500 + 1000 + 2000 (RFC 4320 4.1). */
export const NON_INVITE_TRYING_MS = 3_500;

export type TimerName =
  | 'A'
  | 'B'
  | 'D'
  | 'E'
  | 'F'
  | 'G'
  | 'H'
  | 'I'
  | 'J'
  | 'K'
  | 'L'
  | 'M'
  /** Sends 100 by itself. */
  | 'trying'
  /** A non-INVITE nobody answered: the client is gone by then (RFC 4320 4.2). */
  | 'unanswered';

export type TimerInput = { readonly kind: 'timer'; readonly timer: TimerName };

export const doubled = (intervalMs: number, capMs: number): number => Math.min(intervalMs * 2, capMs);
