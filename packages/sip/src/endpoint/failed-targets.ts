/** Addresses that did not answer or refused with 503, so that the next request tries them last (RFC 3263 4.3). */
import type { Flow } from '../message.ts';
import type { ResolvedTarget } from './types.ts';

const FAILED_MS = 30_000;
/** RFC 3261 21.5.4 lets a server ask for any time; ten minutes are enough. */
const MAX_RETRY_AFTER_MS = 600_000;
const MAX_TARGETS = 10_000;

export class FailedTargets {
  readonly #now: () => number;
  /** Until when to believe it. */
  readonly #until = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `retryAfterSeconds`: what a 503 asked for. */
  add(target: { transport: string; address: string; port: number }, retryAfterSeconds?: number): void {
    if (this.#until.size >= MAX_TARGETS) this.#until.clear();
    const ms = retryAfterSeconds === undefined ? FAILED_MS : Math.min(retryAfterSeconds * 1_000, MAX_RETRY_AFTER_MS);
    this.#until.set(keyOf(target), this.#now() + ms);
  }

  /** By the flow that was used. */
  addFlow({ transport, remoteAddress, remotePort }: Flow, retryAfterSeconds?: number): void {
    this.add({ transport, address: remoteAddress, port: remotePort }, retryAfterSeconds);
  }

  /** Those that failed lately come last; the order is kept otherwise. */
  sort(targets: readonly ResolvedTarget[]): readonly ResolvedTarget[] {
    if (this.#until.size === 0 || targets.length < 2) return targets;
    const failed = targets.filter((target) => this.#has(target));
    return failed.length === 0 ? targets : [...targets.filter((target) => !failed.includes(target)), ...failed];
  }

  #has(target: ResolvedTarget): boolean {
    const key = keyOf(target);
    const until = this.#until.get(key);
    if (until === undefined) return false;
    if (until > this.#now()) return true;
    this.#until.delete(key);
    return false;
  }
}

const keyOf = ({ transport, address, port }: { transport: string; address: string; port: number }): string =>
  `${transport} ${address} ${port}`;
