import { z } from 'zod';
import { kinds, type KindName } from './kinds/all-kinds.ts';
import type { ExitSpec, Kind } from './kinds/kind.ts';
import { name } from './sound.ts';

/** A flow that needs more is several flows. */
export const mostNodes = 300;

function nodeOf<Name extends string, Settings extends z.ZodType>({ kind, settings }: Kind<Name, Settings>) {
  return z.object({
    kind: z.literal(kind),
    /** What its author calls it; null: what it does is its name. */
    label: z.string().trim().min(1).max(80).nullable().default(null),
    settings,
    /** Way out → node. A way out that is not named leads nowhere yet. */
    exits: z.record(z.string().max(64), name).default({}),
  });
}

export const flowNode = z.discriminatedUnion('kind', [
  nodeOf(kinds.hours),
  nodeOf(kinds.menu),
  nodeOf(kinds.announcement),
  nodeOf(kinds.ring),
  nodeOf(kinds.queue),
  nodeOf(kinds.external),
  nodeOf(kinds.voicemail),
  nodeOf(kinds.caller),
  nodeOf(kinds.availability),
  nodeOf(kinds.decision),
  nodeOf(kinds.flow),
  nodeOf(kinds.go_back),
  nodeOf(kinds.message),
  nodeOf(kinds.script),
  nodeOf(kinds.survey),
  nodeOf(kinds.hang_up),
]);
export type FlowNode = z.infer<typeof flowNode>;
export type NodeOfKind<Name extends KindName> = Extract<FlowNode, { kind: Name }>;

/** How a call is routed, as its author drew it. Drafts may be incomplete: `problemsOfFlow` says what is missing. */
export const flowDocument = z.object({
  /** Version of this format, not of the flow. */
  format: z.literal(1),
  /** Where a call begins; null in an empty draft. */
  start: name.nullable(),
  nodes: z
    .record(name, flowNode)
    .refine((nodes) => Object.keys(nodes).length <= mostNodes, { message: `more than ${mostNodes} nodes` }),
});
export type FlowDocument = z.infer<typeof flowDocument>;

export const emptyFlow: FlowDocument = { format: 1, start: null, nodes: {} };

/** The definition of a node's kind. Its settings are of that kind because `flowNode` read them. */
export function kindOf(node: FlowNode): Kind {
  return kinds[node.kind];
}

export function exitsOf(node: FlowNode): readonly ExitSpec[] {
  return kindOf(node).exits(node.settings);
}

/** Where a way out leads in the end, over `otherwise`; null when the call ends there. */
export function destinationOf(node: FlowNode, exit: string): string | null {
  const target = node.exits[exit];
  if (target !== undefined) return target;
  const { otherwise } = exitsOf(node).find((spec) => spec.name === exit) ?? {};
  return otherwise === undefined ? null : destinationOf(node, otherwise);
}

/** The published versions that one call runs on: its first flow and all that can be entered from it. */
export type FlowBundle = {
  readonly startFlowId: string;
  readonly flows: Readonly<Record<string, { readonly version: number; readonly document: FlowDocument }>>;
};
