import type { LegTransport } from '../../ports/media-plane.ts';

/** What is known of one leg when the engine was asked. */
export type Observation = {
  readonly nowMs: number;
  /** RTP packets of its far side so far; null when the engine was not asked. */
  readonly packets: number | null;
  /** A description was agreed. */
  readonly isAgreed: boolean;
  /** Its far side should be heard. */
  readonly speaks: boolean;
  /** Its packets do not pass our worker, which would notice silence by itself. */
  readonly isRelayed: boolean;
};

export type Finding =
  | { readonly kind: 'ready' }
  | { readonly kind: 'silence'; readonly seconds: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** A browser that is not heard for this long, at the start or later, is gone: a live one always sends. */
const browserPatienceMs = 20_000;
const silenceStepMs = 5_000;

/** Draws conclusions from how many packets came; time is passed in. */
export class LegWatch {
  readonly #transport: LegTransport;
  #packets = 0;
  #agreedAtMs: number | null = null;
  /** When silence began to count. */
  #sinceMs = 0;
  #toldSteps = 0;
  #isReady = false;

  constructor(transport: LegTransport) {
    this.#transport = transport;
  }

  /** It has to be looked at often: a caller waits for this browser. */
  get isConnecting(): boolean {
    return this.#transport === 'webrtc' && this.#agreedAtMs !== null && !this.#isReady;
  }

  observe(seen: Observation): Finding[] {
    if (!seen.isAgreed) return [];
    this.#agreedAtMs ??= seen.nowMs;
    if (seen.packets === null) return [];
    const isHeard = seen.packets > this.#packets;
    this.#packets = seen.packets;
    if (isHeard || !seen.speaks || !seen.isRelayed) this.#restart(seen.nowMs);
    if (this.#transport === 'webrtc' && !this.#isReady) return this.#connecting(isHeard, seen.nowMs - this.#agreedAtMs);
    return this.#silence(seen.nowMs - this.#sinceMs);
  }

  #connecting(isHeard: boolean, waitedMs: number): Finding[] {
    this.#isReady = isHeard;
    if (isHeard) return [{ kind: 'ready' }];
    return waitedMs < browserPatienceMs ? [] : [{ kind: 'failed', reason: 'the browser did not connect' }];
  }

  #silence(silentMs: number): Finding[] {
    const steps = Math.floor(silentMs / silenceStepMs);
    if (steps <= this.#toldSteps) return [];
    this.#toldSteps = steps;
    return silenceFindings(this.#transport, Math.floor(silentMs / 1_000));
  }

  #restart(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#toldSteps = 0;
  }
}

/** A telephone may be silent, and is asked whether it is there; a browser is not. */
export function silenceFindings(transport: LegTransport, seconds: number): Finding[] {
  const silence = { kind: 'silence', seconds } as const;
  const isGone = transport === 'webrtc' && seconds * 1_000 >= browserPatienceMs;
  return isGone ? [silence, { kind: 'failed', reason: 'the browser went away' }] : [silence];
}
