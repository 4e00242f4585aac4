import { flowDocument, type FlowBundle, type FlowDocument } from '../document.ts';
import { goBackProblems, nestingProblems } from './nesting.ts';
import { error, type FlowProblem } from './problems.ts';
import { referenceProblems, type Reference } from './references.ts';
import { settingsProblems } from './settings.ts';
import { structureProblems } from './structure.ts';

export type ReadFlow =
  | { readonly kind: 'flow'; readonly document: FlowDocument }
  | { readonly kind: 'not_a_flow'; readonly problems: readonly FlowProblem[] };

/** Reads what came from outside: a form, a file, the database. Never throws. */
export function readFlow(value: unknown): ReadFlow {
  const read = flowDocument.safeParse(value);
  if (read.success) return { kind: 'flow', document: read.data };
  const problems = read.error.issues.map(({ path, message }) => {
    const nodeId = path[0] === 'nodes' && path.length > 1 ? String(path[1]) : null;
    return error('not_a_flow', nodeId, `${path.slice(nodeId === null ? 0 : 2).join('.')}: ${message}`);
  });
  return { kind: 'not_a_flow', problems };
}

/** What is known around a flow when it is checked. */
export type Surroundings = {
  /** The flow under its id, and those that it enters. */
  readonly bundle: FlowBundle;
  readonly exists: (reference: Reference) => boolean;
  /** Another flow enters this one. */
  readonly isEntered: boolean;
};

/** Everything wrong with the first flow of the bundle, errors first, in the order of its nodes. */
export function problemsOfFlow({ bundle, exists, isEntered }: Surroundings): readonly FlowProblem[] {
  const document = bundle.flows[bundle.startFlowId]?.document;
  if (document === undefined) return [error('no_start', null)];
  const all = [
    ...structureProblems(document),
    ...settingsProblems(document),
    ...referenceProblems(document, exists),
    ...nestingProblems(bundle),
    ...goBackProblems(bundle, isEntered),
  ];
  const weight = (problem: FlowProblem) => (problem.severity === 'error' ? 0 : 1);
  return all.toSorted((a, b) => weight(a) - weight(b));
}

export const canBePublished = (problems: readonly FlowProblem[]): boolean =>
  problems.every(({ severity }) => severity !== 'error');
