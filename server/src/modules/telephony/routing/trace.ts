import type { TraceEntry } from '@carillon/api';

/** Collects why a call went where it went. Each decision has a sentence `telephony.trace.<decision>` in packages/i18n. */
export class Trace {
  readonly entries: TraceEntry[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  add(step: string, decision: string, values: Record<string, string> = {}): void {
    const at = new Date(this.#nowMs()).toISOString();
    this.entries.push({ at, step, decision, textKey: `telephony.trace.${decision}`, values });
  }
}
