import type { FlowDocument } from '../document.ts';
import { outlineOf } from './outline.ts';

/** Where a node stands in the drawing: `row` grows with every step away from the start, `column` to the right. */
export type Place = { readonly column: number; readonly row: number };

type Tree = { readonly id: string; readonly children: Tree[] };

/**
 * Places every node, so that nobody has to: each below the node that first leads to it, a node of several ways out
 * above the middle of what they lead to, trees without overlap. The same document always gives the same drawing.
 */
export function layoutOf(flow: FlowDocument): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  let left = 0;
  for (const tree of treesOf(flow)) left = place(tree, 0, left, places);
  return places;
}

function treesOf(flow: FlowDocument): readonly Tree[] {
  const trees: Tree[] = [];
  const byId = new Map<string, Tree>();
  for (const { nodeId, exit, what } of outlineOf(flow)) {
    if (nodeId === null || what === 'again') continue;
    const tree: Tree = { id: nodeId, children: [] };
    byId.set(nodeId, tree);
    (exit === null ? trees : byId.get(exit.nodeId)!.children).push(tree);
  }
  return trees;
}

/** Places a tree from column `left` on, and returns the first free column to its right. */
function place(tree: Tree, row: number, left: number, places: Map<string, Place>): number {
  let right = left;
  for (const child of tree.children) right = place(child, row + 1, right, places);
  const end = Math.max(right, left + 1);
  const columns = tree.children.map(({ id }) => places.get(id)!.column);
  const column = columns.length === 0 ? left : (columns[0]! + columns.at(-1)!) / 2;
  places.set(tree.id, { column, row });
  return end;
}
