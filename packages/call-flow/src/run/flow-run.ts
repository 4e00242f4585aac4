import type { Because, Memory } from '../kinds/kind.ts';

/** One executed step, kept for the trace of the call. */
export type FlowStep = {
  readonly flowId: string;
  readonly version: number;
  readonly nodeId: string;
  /** RFC 3339 in UTC. */
  readonly enteredAt: string;
  /** The way out that was taken; null while it waits, and for the last step of a run. */
  readonly exit: string | null;
  readonly because: Because | null;
};

/** Where a run comes back to when a nested flow goes back. */
type Caller = { readonly flowId: string; readonly nodeId: string };

/**
 * One execution of a flow, as plain JSON. `waiting` and `talking` wait for an event of turn `turn`; after `ended`
 * nothing changes any more.
 */
export type FlowRun = {
  readonly phase: 'waiting' | 'talking' | 'ended';
  /** Why it ended; null before. */
  readonly ending: Ending | null;
  readonly flowId: string;
  readonly nodeId: string | null;
  readonly callers: readonly Caller[];
  readonly memory: Memory;
  /** Counts the actions that were waited for: an event of another turn came late, or twice. */
  readonly turn: number;
  readonly steps: readonly FlowStep[];
};

export type Ending =
  /** The flow said so, or a way out led nowhere. */
  | 'hung_up'
  | 'dead_end'
  /** The caller left. */
  | 'caller_gone'
  /** Steps that never wait followed each other without end, or flows nested too deeply. */
  | 'loop'
  /** The flow is not in the bundle, or a node is not in the flow: a bug of who published it. */
  | 'broken';
