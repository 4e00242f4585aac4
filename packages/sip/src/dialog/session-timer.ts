/** Session timers (RFC 4028): who refreshes, how often, and when a silent session is given up. Pure decisions. */
import { formatSessionExpires, readMinSe, readSessionExpires } from '../headers/structured.ts';
import { hasOption } from '../headers/scalars.ts';
import type { SipHeader, SipRequest, SipResponse } from '../message.ts';

export type Refresher = 'local' | 'remote';

export type SessionTimer = {
  readonly seconds: number;
  readonly refresher: Refresher;
};

/** RFC 4028 4: no smaller interval may be asked for. */
export const SMALLEST_MIN_SE = 90;

export type TimerPolicy = {
  /** What we ask for; 0 for nothing. */
  readonly expiresSeconds: number;
  readonly minSeconds: number;
};

/** Headers of a request that asks for, or keeps, a session timer. */
export const requestHeaders = (policy: TimerPolicy, current: SessionTimer | null): SipHeader[] => {
  const seconds = current?.seconds ?? policy.expiresSeconds;
  if (seconds === 0) return [];
  const refresher = current === null ? undefined : current.refresher === 'local' ? 'uac' : 'uas';
  const headers = [{ name: 'Session-Expires', value: formatSessionExpires(seconds, refresher) }];
  return policy.minSeconds > SMALLEST_MIN_SE
    ? [...headers, { name: 'Min-SE', value: `${policy.minSeconds}` }]
    : headers;
};

export type TimerOffer =
  | { readonly kind: 'none' }
  /** 422 with this Min-SE (RFC 4028 9). */
  | { readonly kind: 'too_small'; readonly minSeconds: number }
  | { readonly kind: 'timer'; readonly timer: SessionTimer; readonly headers: readonly SipHeader[] };

/** What the UAS does with a request (RFC 4028 9, table 2). */
export const answerTimer = (request: SipRequest, policy: TimerPolicy): TimerOffer => {
  const asked = readSessionExpires(request);
  const isSupported = hasOption(request, 'Supported', 'timer');
  if (asked === undefined) {
    if (policy.expiresSeconds === 0 || !isSupported) return { kind: 'none' };
    const seconds = Math.max(policy.expiresSeconds, readMinSe(request) ?? 0);
    return accepted({ seconds, refresher: 'remote' }, true);
  }
  if (asked.seconds < policy.minSeconds && isSupported) return { kind: 'too_small', minSeconds: policy.minSeconds };
  const seconds = Math.max(asked.seconds, policy.minSeconds);
  // A caller that does not support timers (a proxy asked) cannot refresh: we do.
  const refresher = !isSupported || asked.refresher === 'uas' ? 'local' : 'remote';
  return accepted({ seconds, refresher }, isSupported);
};

const accepted = (timer: SessionTimer, isSupported: boolean): TimerOffer => {
  const refresher = timer.refresher === 'remote' ? 'uac' : 'uas';
  const expires = { name: 'Session-Expires', value: formatSessionExpires(timer.seconds, refresher) };
  // RFC 4028 9: Require when the UAC refreshes, so that it knows it must.
  const require = timer.refresher === 'remote' && isSupported ? [{ name: 'Require', value: 'timer' }] : [];
  return { kind: 'timer', timer, headers: [expires, ...require] };
};

/** What the UAC learns from a 2xx (RFC 4028 7.2). Null: no timer runs. */
export const timerFromResponse = (response: SipResponse): SessionTimer | null => {
  const expires = readSessionExpires(response);
  if (expires === undefined || expires.seconds < SMALLEST_MIN_SE) return null;
  return { seconds: expires.seconds, refresher: expires.refresher === 'uas' ? 'remote' : 'local' };
};

/** RFC 4028 10: the refresher acts at half time; the other gives up 32 s (or a third) before the end. */
export const timerDelayMs = ({ seconds, refresher }: SessionTimer): number =>
  refresher === 'local' ? seconds * 500 : (seconds - Math.min(32, seconds / 3)) * 1000;
