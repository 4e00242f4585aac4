import { monitorEventLoopDelay } from 'node:perf_hooks';
import { headerValue, parseUri, type SipRequest } from '@carillon/sip';
import { cleanDialled, emergencyNumbers } from '@carillon/telnum';
import type { Clock, TimerHandle } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { MediaPlane } from '../ports/media-plane.ts';

export type OverloadReason = 'media_full' | 'late';

/**
 * Refuses new calls before anything is opened for them when there is no room (RFC 3261 21.5.4), so that the calls in
 * progress stay well. Emergency calls always pass, and so does an INVITE that takes the place of a party (Replaces):
 * it belongs to a call that exists.
 */
export interface Overload {
  /** Seconds for Retry-After, or false: let it in. */
  shouldShed(request: SipRequest): false | number;
  readonly reason: OverloadReason | null;
  /** Begins to look at the media plane and the event loop. */
  start(media: Pick<MediaPlane, 'health'>): void;
  stop(): void;
}

const everyMs = 500;
/** Mean lateness of the event loop from which timers of SIP (T1 is 500 ms) begin to suffer; it ends below half. */
const lateMs = 100;
/** A single long pause is no overload: it takes this many looks in a row. */
const looksBeforeLate = 2;
const retryAfterSeconds = { media_full: 10, late: 5 } as const;

/** @param deps.latenessMs mean lateness of the event loop since it was last asked */
export function createOverload(deps: { clock: Clock; log: Logger; latenessMs?: () => number }): Overload {
  const { clock, log } = deps;
  let reason: OverloadReason | null = null;
  let lateLooks = 0;
  let timer: TimerHandle | null = null;
  let latenessMs = deps.latenessMs ?? null;
  let isStopped = false;

  const isLate = (): boolean => {
    const late = latenessMs?.() ?? 0;
    lateLooks = late >= lateMs ? lateLooks + 1 : 0;
    return lateLooks >= looksBeforeLate || (reason === 'late' && late > lateMs / 2);
  };

  const look = async (media: Pick<MediaPlane, 'health'>): Promise<void> => {
    const late = isLate();
    const isFull = !(await media.health()).admitting;
    const now = isFull ? 'media_full' : late ? 'late' : null;
    if (now !== reason) log.warn({ reason: now, before: reason }, 'admission of new calls changed');
    reason = now;
  };

  const schedule = (media: Pick<MediaPlane, 'health'>): void => {
    if (isStopped) return;
    timer = clock.setTimer(everyMs, () => {
      look(media)
        .catch((error: unknown) => log.error({ error }, 'load could not be read'))
        .finally(() => schedule(media));
    });
  };

  return {
    shouldShed(request) {
      if (reason === null || request.method !== 'INVITE') return false;
      if (headerValue(request, 'Replaces') !== undefined || isEmergency(request.uri)) return false;
      return retryAfterSeconds[reason];
    },
    get reason() {
      return reason;
    },
    start(media) {
      latenessMs ??= eventLoopLateness();
      schedule(media);
    },
    stop() {
      isStopped = true;
      if (timer !== null) clock.clearTimer(timer);
    },
  };
}

/** Whose number it is does not matter here: better one call too many than one refused. */
const emergencies = new Set(['FR', 'GB', ''].flatMap((country) => emergencyNumbers(country)));

function isEmergency(requestUri: string): boolean {
  const uri = parseUri(requestUri);
  const dialled = uri?.kind === 'sip' ? (uri.user ?? '') : uri?.kind === 'tel' ? uri.number : '';
  return emergencies.has(cleanDialled(dialled));
}

function eventLoopLateness(): () => number {
  const resolution = 20;
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  return () => {
    const meanMs = histogram.mean / 1e6;
    histogram.reset();
    return Number.isFinite(meanMs) ? Math.max(0, meanMs - resolution) : 0;
  };
}
