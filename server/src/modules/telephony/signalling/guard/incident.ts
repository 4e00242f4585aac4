/** What the guard did to a source, and why: the row that staff read. Counts grow in place. */
export type IncidentKind =
  /** Not heard at all. */
  | 'banned'
  /** May not try some names for a while. */
  | 'locked'
  /** Sent more than one source may: what was over was dropped. */
  | 'limited'
  /** Looked like an attack, but telephones of ours sign in from there, and the packets may be forged. */
  | 'spared';

export const blockReasons = ['scanner', 'sweep', 'garbage', 'foreign_domain', 'guessing', 'flood', 'manual'] as const;
export type BlockReason = (typeof blockReasons)[number];

export type Incident = {
  readonly kind: IncidentKind;
  readonly source: string;
  reason: BlockReason;
  readonly sinceMs: number;
  /** Null: it lasts as long as the source goes on. */
  untilMs: number | null;
  /** Packets, or attempts, that were refused for it. */
  refused: number;
  lastMs: number;
  /** Users and numbers tried, the first few: personal data. */
  readonly names: Set<string>;
};

export const maxNames = 20;

export function addName(incident: Incident, name: string): void {
  if (incident.names.size < maxNames) incident.names.add(name.slice(0, 64));
}

const maxIncidents = 2_000;
const quietMs = 60_000;

/** Without an end of its own an incident is over when the source was quiet for a minute. */
export function isGoingOn({ untilMs, lastMs }: Incident, nowMs: number): boolean {
  return untilMs === null ? nowMs - lastMs < quietMs : untilMs > nowMs;
}

/** The last incidents, one for each source and kind; the oldest leave first. */
export class Incidents {
  readonly #byKey = new Map<string, Incident>();

  /** Adds it, or counts once more what goes on already. */
  note(made: Pick<Incident, 'kind' | 'source' | 'reason' | 'untilMs'>, nowMs: number): Incident {
    const key = `${made.kind} ${made.source}`;
    const known = this.#byKey.get(key);
    if (known !== undefined && isGoingOn(known, nowMs)) {
      known.reason = made.reason;
      known.untilMs = made.untilMs;
      known.lastMs = nowMs;
      return known;
    }
    const incident: Incident = { ...made, sinceMs: nowMs, lastMs: nowMs, refused: 0, names: new Set() };
    this.#byKey.delete(key);
    this.#byKey.set(key, incident);
    if (this.#byKey.size > maxIncidents) this.#byKey.delete(this.#byKey.keys().next().value!);
    return incident;
  }

  *all(): Iterable<Incident> {
    yield* this.#byKey.values();
  }
}
