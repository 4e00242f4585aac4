import type { FlowDocument, FlowNode } from '../document.ts';

/** What one version of a flow changed against another; by node, since a node's id is kept while it is edited. */
export type FlowDifference = {
  readonly startChanged: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly NodeDifference[];
};

export type NodeDifference = {
  readonly nodeId: string;
  /** Settings and `label` that differ, by name. */
  readonly fields: readonly string[];
  /** Ways out that lead elsewhere. */
  readonly exits: readonly { readonly exit: string; readonly before: string | null; readonly after: string | null }[];
};

const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** JSON whose keys are in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => a.localeCompare(b)))
      : part,
  );
}

const namesOf = (...objects: readonly object[]): string[] => [
  ...new Set(objects.flatMap((object) => Object.keys(object))),
];

function fieldsThatDiffer(before: FlowNode, after: FlowNode): string[] {
  if (before.kind !== after.kind) return ['kind'];
  const [a, b] = [before.settings as Record<string, unknown>, after.settings as Record<string, unknown>];
  const settings = namesOf(a, b).filter((name) => !isSame(a[name], b[name]));
  return before.label === after.label ? settings : ['label', ...settings];
}

function compareNodes(nodeId: string, before: FlowNode, after: FlowNode): NodeDifference {
  const exits = namesOf(before.exits, after.exits)
    .filter((exit) => before.exits[exit] !== after.exits[exit])
    .map((exit) => ({ exit, before: before.exits[exit] ?? null, after: after.exits[exit] ?? null }));
  return { nodeId, fields: fieldsThatDiffer(before, after), exits };
}

export function compareFlows(before: FlowDocument, after: FlowDocument): FlowDifference {
  const [old, fresh] = [Object.keys(before.nodes), Object.keys(after.nodes)];
  const kept = fresh.filter((id) => before.nodes[id] !== undefined);
  const differences = kept.map((id) => compareNodes(id, before.nodes[id]!, after.nodes[id]!));
  return {
    startChanged: before.start !== after.start,
    added: fresh.filter((id) => before.nodes[id] === undefined),
    removed: old.filter((id) => after.nodes[id] === undefined),
    changed: differences.filter(({ fields, exits }) => fields.length > 0 || exits.length > 0),
  };
}

export const isSameFlow = (before: FlowDocument, after: FlowDocument): boolean => isSame(before, after);
