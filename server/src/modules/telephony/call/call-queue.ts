/**
 * One ordered queue per call: jobs run one after the other, and a job that waits (for the database, for media) stalls
 * its own call only (spec/telephony.md 1.5 rule 2).
 */
export class CallQueue {
  readonly #jobs: (() => Promise<void>)[] = [];
  readonly #onError: (error: unknown) => void;
  #isRunning = false;
  #idle: (() => void)[] = [];

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  push(job: () => Promise<void>): void {
    this.#jobs.push(job);
    if (!this.#isRunning) void this.#run();
  }

  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void> {
    return this.#isRunning ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      try {
        await job();
      } catch (error) {
        this.#onError(error);
      }
    }
    this.#isRunning = false;
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
