import { destinationOf, exitsOf, type FlowDocument, type FlowNode } from '../document.ts';
import { error, warning, type FlowProblem } from './problems.ts';

/** Kinds that decide at once: a circle of these alone never lets a call go on. */
const decidesAtOnce: ReadonlySet<FlowNode['kind']> = new Set(['hours', 'caller', 'availability', 'message', 'script']);

/** Nodes that a node leads to, over whichever of its ways out. */
export function targetsOf(node: FlowNode): readonly string[] {
  const targets = exitsOf(node).map(({ name }) => destinationOf(node, name));
  return [...new Set(targets.filter((target) => target !== null))];
}

/** Every node that a call can come to. */
export function reachableNodes({ start, nodes }: FlowDocument): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = start === null ? [] : [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const node = nodes[id];
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    waiting.push(...targetsOf(node));
  }
  return seen;
}

/** What the shape of the document says: starts, ways out, reachability, circles. */
export function structureProblems(flow: FlowDocument): FlowProblem[] {
  const entries = Object.entries(flow.nodes);
  return [
    ...startProblems(flow),
    ...entries.flatMap(([id, node]) => exitProblems(flow, id, node)),
    ...unreachableProblems(flow),
    ...loopProblems(flow),
  ];
}

function startProblems({ start, nodes }: FlowDocument): FlowProblem[] {
  if (start === null) return [error('no_start', null)];
  return nodes[start] === undefined ? [error('start_missing', null, start)] : [];
}

function exitProblems({ nodes }: FlowDocument, id: string, node: FlowNode): FlowProblem[] {
  const specs = exitsOf(node);
  const missing = specs.filter(({ name, required }) => required && node.exits[name] === undefined);
  const named = Object.entries(node.exits);
  const unknown = named.filter(([name]) => !specs.some((spec) => spec.name === name));
  const nowhere = named.filter(([, target]) => nodes[target] === undefined);
  return [
    ...missing.map(({ name }) => error('exit_missing', id, name)),
    ...unknown.map(([name]) => warning('exit_unknown', id, name)),
    ...nowhere.map(([name]) => error('exit_to_nowhere', id, name)),
  ];
}

function unreachableProblems(flow: FlowDocument): FlowProblem[] {
  if (flow.start === null) return [];
  const reachable = reachableNodes(flow);
  const lost = Object.keys(flow.nodes).filter((id) => !reachable.has(id));
  return lost.map((id) => warning('unreachable', id));
}

/** A node that comes back to itself over nodes that decide at once, each circle told once, at its first node. */
function loopProblems({ nodes }: FlowDocument): FlowProblem[] {
  const told = new Set<string>();
  return Object.keys(nodes).flatMap((id) => {
    const circle = circleThrough(nodes, id);
    if (circle === null || circle.some((each) => told.has(each))) return [];
    for (const each of circle) told.add(each);
    return [error('endless_loop', id, circle.join(' → '))];
  });
}

function circleThrough(nodes: FlowDocument['nodes'], from: string): readonly string[] | null {
  const seen = new Set<string>();
  const waiting: (readonly string[])[] = [[from]];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const node = nodes[path.at(-1)!];
    if (node === undefined || !decidesAtOnce.has(node.kind)) continue;
    for (const target of targetsOf(node)) {
      if (target === from) return path;
      if (seen.has(target)) continue;
      seen.add(target);
      waiting.push([...path, target]);
    }
  }
  return null;
}
