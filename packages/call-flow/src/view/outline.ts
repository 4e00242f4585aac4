import { exitsOf, type FlowDocument } from '../document.ts';

/** A line of the flow as an indented list, which a keyboard and a screen reader can walk. */
export type OutlineLine = {
  readonly depth: number;
  /** The way out of the node above that leads here; null for the start and for what nothing leads to. */
  readonly exit: { readonly nodeId: string; readonly name: string } | null;
  /** Null: the way out leads nowhere. */
  readonly nodeId: string | null;
  /** `again`: the node is told elsewhere in the list, and its ways out there. `lost`: no call comes here. */
  readonly what: 'node' | 'again' | 'open_end' | 'lost';
};

type Visit = Pick<OutlineLine, 'depth' | 'exit'> & { readonly nodeId: string | null };

/** Depth first, ways out in their order; each node is told once, where the list first comes to it. */
export function outlineOf(flow: FlowDocument): readonly OutlineLine[] {
  const told = new Set<string>();
  const main = flow.start === null ? [] : walk(flow, told, { depth: 0, exit: null, nodeId: flow.start });
  const lost = Object.keys(flow.nodes).flatMap((nodeId) => {
    if (told.has(nodeId)) return [];
    const [first, ...rest] = walk(flow, told, { depth: 0, exit: null, nodeId });
    return [{ ...first!, what: 'lost' as const }, ...rest];
  });
  return [...main, ...lost];
}

function walk(flow: FlowDocument, told: Set<string>, first: Visit): OutlineLine[] {
  const lines: OutlineLine[] = [];
  const waiting: Visit[] = [first];
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    const { nodeId } = visit;
    const node = nodeId === null ? undefined : flow.nodes[nodeId];
    if (nodeId === null || node === undefined) {
      lines.push({ ...visit, nodeId: null, what: 'open_end' });
      continue;
    }
    if (told.has(nodeId)) {
      lines.push({ ...visit, what: 'again' });
      continue;
    }
    told.add(nodeId);
    lines.push({ ...visit, what: 'node' });
    waiting.push(...exitsBelow(flow, visit.depth, nodeId).toReversed());
  }
  return lines;
}

/** An optional way out that is not used is no open end: it goes where `otherwise` says, or ends the call. */
function exitsBelow({ nodes }: FlowDocument, depth: number, nodeId: string): Visit[] {
  const node = nodes[nodeId]!;
  const used = exitsOf(node).filter(({ name, required }) => required || node.exits[name] !== undefined);
  return used.map(({ name }) => ({ depth: depth + 1, exit: { nodeId, name }, nodeId: node.exits[name] ?? null }));
}
