/**
 * What is wrong with a flow. An `error` can't be published; a `warning` can. The editor shows both while one draws,
 * beside the node, in the words of its catalogue (`code`).
 */
export type FlowProblem = {
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  /** Null: the flow as a whole. */
  readonly nodeId: string | null;
  /** The way out, the field or the thing that is meant. */
  readonly detail: string | null;
};

export type ProblemCode =
  /** The document cannot be read; `detail` is the place. */
  | 'not_a_flow'
  | 'no_start'
  | 'start_missing'
  /** A way out that has to lead somewhere leads nowhere. */
  | 'exit_missing'
  /** A way out leads to a node that is not there. */
  | 'exit_to_nowhere'
  /** A way out that this node has no more. */
  | 'exit_unknown'
  | 'unreachable'
  /** Steps that wait for nothing lead back to themselves. */
  | 'endless_loop'
  | 'name_twice'
  | 'key_twice'
  | 'no_choices'
  | 'hours_wrong'
  | 'emergency_number'
  | 'not_a_number'
  | 'private_address'
  /** A user, team, queue, file, list or flow that does not exist (any more). */
  | 'unknown_reference'
  | 'enters_itself'
  | 'nested_too_deeply'
  /** `go_back` in a flow that no other flow enters ends the call. */
  | 'goes_back_to_nobody';

export const error = (code: ProblemCode, nodeId: string | null, detail: string | null = null): FlowProblem => ({
  severity: 'error',
  code,
  nodeId,
  detail,
});

export const warning = (code: ProblemCode, nodeId: string | null, detail: string | null = null): FlowProblem => ({
  severity: 'warning',
  code,
  nodeId,
  detail,
});
