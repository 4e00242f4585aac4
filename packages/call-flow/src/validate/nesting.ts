import type { FlowBundle } from '../document.ts';
import { error, warning, type FlowProblem } from './problems.ts';
import { referencesOf } from './references.ts';

const deepest = 10;

type Entry = { readonly flowId: string; readonly nodeId: string; readonly handOver: boolean };

function entriesOf({ flows }: FlowBundle, flowId: string): readonly Entry[] {
  const document = flows[flowId]?.document;
  if (document === undefined) return [];
  return referencesOf(document)
    .filter(({ kind }) => kind === 'flow')
    .map(({ id, nodeId }) => {
      const node = document.nodes[nodeId]!;
      return { flowId: id, nodeId, handOver: node.kind === 'flow' && node.settings.handOver };
    });
}

/**
 * What flows that enter each other say of the first one: a circle, or a depth that no run goes to. A hand-over leaves
 * nothing behind, so that flows may hand over to each other in a circle (day and night), as long as callers are asked
 * something on the way; a run that is not ends as a loop.
 */
export function nestingProblems(bundle: FlowBundle): FlowProblem[] {
  const first = bundle.startFlowId;
  const problems: FlowProblem[] = [];
  const visit = (flowId: string, path: readonly string[], firstNode: string | null): void => {
    for (const entry of entriesOf(bundle, flowId)) {
      const nodeId = firstNode ?? entry.nodeId;
      if (entry.handOver) continue;
      if (entry.flowId === first) problems.push(error('enters_itself', nodeId, entry.flowId));
      else if (path.length >= deepest) problems.push(error('nested_too_deeply', nodeId, entry.flowId));
      else if (!path.includes(entry.flowId)) visit(entry.flowId, [...path, entry.flowId], nodeId);
    }
  };
  visit(first, [first], null);
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.nodeId}`, problem])).values()];
}

/** A flow that callers come to directly, and that goes back, ends their calls there. */
export function goBackProblems(bundle: FlowBundle, isEntered: boolean): FlowProblem[] {
  const document = bundle.flows[bundle.startFlowId]?.document;
  if (document === undefined || isEntered) return [];
  const backs = Object.entries(document.nodes).filter(([, node]) => node.kind === 'go_back');
  return backs.map(([id]) => warning('goes_back_to_nobody', id));
}
