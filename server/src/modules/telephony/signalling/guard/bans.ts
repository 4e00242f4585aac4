import type { BlockReason, Incident } from './incident.ts';

/** A source that is not heard until `untilMs`: kept over a restart. */
export type Ban = {
  readonly id: string;
  readonly source: string;
  readonly reason: BlockReason;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** How often it was banned lately; each time lasts four times as long. */
  readonly strikes: number;
  /** What staff wrote, when they banned it themselves. */
  readonly note: string | null;
  readonly bannedBy: string | null;
  /** Packets dropped and names tried. */
  readonly incident: Incident;
};

const claimedMs = 10 * 60_000;
const provenMs = 3600_000;
const longestMs = 24 * 3600_000;

/**
 * How long an automatic ban lasts.
 * @param isProven the address is the sender's own (a connection, or a challenge that came back); a UDP packet may lie
 */
export function banLengthMs(strikes: number, isProven: boolean): number {
  return Math.min(longestMs, (isProven ? provenMs : claimedMs) * 4 ** Math.max(0, strikes - 1));
}

const maxBans = 10_000;

/** The bans in force, by source. */
export class Bans {
  readonly #bySource = new Map<string, Ban>();

  get(source: string, nowMs: number): Ban | undefined {
    const ban = this.#bySource.get(source);
    if (ban === undefined || ban.untilMs > nowMs) return ban;
    this.#bySource.delete(source);
    return undefined;
  }

  /** Replaces an earlier one. Beyond the limit the oldest automatic one leaves. */
  add(ban: Ban): void {
    this.#bySource.delete(ban.source);
    this.#bySource.set(ban.source, ban);
    if (this.#bySource.size <= maxBans) return;
    const oldest = this.#bySource.values().find(({ reason }) => reason !== 'manual');
    if (oldest !== undefined) this.#bySource.delete(oldest.source);
  }

  delete(source: string): Ban | undefined {
    const ban = this.#bySource.get(source);
    this.#bySource.delete(source);
    return ban;
  }

  all(nowMs: number): Ban[] {
    return [...this.#bySource.values()].filter(({ untilMs }) => untilMs > nowMs);
  }
}
