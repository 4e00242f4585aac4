import type { SipSession } from '@carillon/sip';
import type { Line } from '../ports/line.ts';

interface FlowLine extends Line {
  connectionLost(): void;
}

/** Finds the line of a dialog (transfers) and the lines of a connection (when it breaks). */
export class LineIndex {
  readonly #bySession = new WeakMap<SipSession, Line>();
  readonly #byFlow = new Map<string, Set<FlowLine>>();
  readonly #flowOf = new Map<FlowLine, string>();

  add(line: FlowLine, flowId: string): void {
    this.#flowOf.set(line, flowId);
    const lines = this.#byFlow.get(flowId);
    if (lines === undefined) this.#byFlow.set(flowId, new Set([line]));
    else lines.add(line);
  }

  bind(session: SipSession, line: Line): void {
    this.#bySession.set(session, line);
  }

  /** `session`: its dialog lingers for a while after the call, and must not keep the call in memory. */
  remove(line: FlowLine, session: SipSession | null): void {
    if (session !== null) this.#bySession.delete(session);
    const flowId = this.#flowOf.get(line);
    if (flowId === undefined) return;
    this.#flowOf.delete(line);
    const lines = this.#byFlow.get(flowId);
    lines?.delete(line);
    if (lines?.size === 0) this.#byFlow.delete(flowId);
  }

  ofSession(session: SipSession): Line | undefined {
    return this.#bySession.get(session);
  }

  flowClosed(flowId: string): void {
    for (const line of [...(this.#byFlow.get(flowId) ?? [])]) line.connectionLost();
  }
}
