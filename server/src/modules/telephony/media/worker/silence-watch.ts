const alarmMs = 5_000;

/** Says every five seconds for how long nothing was heard, and once, by 0, that something is heard again. */
export class SilenceWatch {
  #sinceMs = 0;
  #toldSteps = 0;
  #isTold = false;

  /** From now on sound is expected. */
  restart(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#toldSteps = 0;
  }

  /** Whole seconds of silence when it is time to say so again, 0 when it is over, otherwise null. */
  check(lastHeardMs: number | null, nowMs: number): number | null {
    const silentMs = nowMs - Math.max(this.#sinceMs, lastHeardMs ?? 0);
    const steps = Math.floor(silentMs / alarmMs);
    if (steps < this.#toldSteps) this.#toldSteps = 0;
    if (this.#isTold && steps === 0 && lastHeardMs !== null && lastHeardMs > this.#sinceMs) {
      this.#isTold = false;
      return 0;
    }
    if (steps <= this.#toldSteps) return null;
    this.#toldSteps = steps;
    this.#isTold = true;
    return Math.floor(silentMs / 1_000);
  }
}
