import type { SipSession } from '@carillon/sip';
import type { Line } from '../ports/line.ts';

interface FlowLine extends Line {
  connectionLost(): void;
}

interface EarlyLine extends Line {
  isEarly(localTag: string, remoteTag: string): boolean;
}

/** Finds the line of a dialog (transfers) and the lines of a connection (when it breaks). */
export class LineIndex {
  readonly #bySession = new WeakMap<SipSession, Line>();
  readonly #byFlow = new Map<string, Set<FlowLine>>();
  readonly #early = new Map<string, EarlyLine>();
  readonly #flowOf = new Map<FlowLine, string>();

  add(line: FlowLine, flowId: string): void {
    this.#flowOf.set(line, flowId);
    const lines = this.#byFlow.get(flowId);
    if (lines === undefined) this.#byFlow.set(flowId, new Set([line]));
    else lines.add(line);
  }

  /** A party that we call, by its Call-ID, until it answers or not. */
  addEarly(sipCallId: string, line: EarlyLine): void {
    this.#early.set(sipCallId, line);
  }

  removeEarly(sipCallId: string): void {
    this.#early.delete(sipCallId);
  }

  /** The line of an early dialog; tags as we know them. */
  ofEarly(sipCallId: string, localTag: string, remoteTag: string): Line | undefined {
    const line = this.#early.get(sipCallId);
    return line?.isEarly(localTag, remoteTag) === true ? line : undefined;
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
