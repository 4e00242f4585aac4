/**
 * Changes of a document while it is drawn. Each returns a new document, so that undo is keeping the old one. What makes
 * no sense (a node or a way out that is not there) changes nothing.
 */
import { exitsOf, type FlowDocument, type FlowNode } from '../document.ts';

/** Where something is put: at the start, or behind a way out. */
export type Spot =
  | { readonly kind: 'start' }
  | { readonly kind: 'exit'; readonly nodeId: string; readonly exit: string };

/** A name for a new node: its kind and the first free number. */
export function freeNodeId({ nodes }: FlowDocument, kind: FlowNode['kind']): string {
  for (let number = 1; ; number += 1) {
    const id = `${kind}-${number}`.replaceAll('_', '-');
    if (nodes[id] === undefined) return id;
  }
}

function targetAt({ start, nodes }: FlowDocument, spot: Spot): string | null {
  return spot.kind === 'start' ? start : (nodes[spot.nodeId]?.exits[spot.exit] ?? null);
}

/** Lets the start or a way out lead to a node; null: nowhere. */
export function connect(flow: FlowDocument, spot: Spot, target: string | null): FlowDocument {
  if (target !== null && flow.nodes[target] === undefined) return flow;
  if (spot.kind === 'start') return { ...flow, start: target };
  const node = flow.nodes[spot.nodeId];
  if (node === undefined) return flow;
  const { [spot.exit]: _old, ...others } = node.exits;
  const exits = target === null ? others : { ...others, [spot.exit]: target };
  return { ...flow, nodes: { ...flow.nodes, [spot.nodeId]: { ...node, exits } } };
}

/** Puts a node between a spot and what it led to, which is now behind the node's first way out. */
export function insertNode(flow: FlowDocument, spot: Spot, given: { id: string; node: FlowNode }): FlowDocument {
  const { id, node } = given;
  if (flow.nodes[id] !== undefined) return flow;
  const behind = targetAt(flow, spot);
  const [first] = exitsOf(node);
  const isFree = first !== undefined && node.exits[first.name] === undefined;
  const exits = behind !== null && isFree ? { ...node.exits, [first.name]: behind } : node.exits;
  return connect({ ...flow, nodes: { ...flow.nodes, [id]: { ...node, exits } } }, spot, id);
}

/** Takes a node out. What led to it leads to what was behind its first way out. */
export function removeNode(flow: FlowDocument, id: string): FlowDocument {
  const gone = flow.nodes[id];
  if (gone === undefined) return flow;
  const [first] = exitsOf(gone);
  const behind = first === undefined ? undefined : gone.exits[first.name];
  const heir = behind === id ? undefined : behind;
  const { [id]: _gone, ...others } = flow.nodes;
  const nodes = Object.fromEntries(Object.entries(others).map(([name, node]) => [name, relink(node, id, heir)]));
  return { ...flow, start: flow.start === id ? (heir ?? null) : flow.start, nodes };
}

function relink(node: FlowNode, from: string, to: string | undefined): FlowNode {
  const kept = Object.entries(node.exits).flatMap(([exit, target]) => {
    if (target !== from) return [[exit, target]];
    return to === undefined ? [] : [[exit, to]];
  });
  return { ...node, exits: Object.fromEntries(kept) };
}

/** Replaces a node's settings or label; ways out that it has no more are dropped. */
export function changeNode(flow: FlowDocument, id: string, node: FlowNode): FlowDocument {
  if (flow.nodes[id] === undefined) return flow;
  const known = new Set(exitsOf(node).map(({ name }) => name));
  const exits = Object.fromEntries(Object.entries(node.exits).filter(([exit]) => known.has(exit)));
  return { ...flow, nodes: { ...flow.nodes, [id]: { ...node, exits } } };
}
