import type { FlowDocument, FlowNode } from '../document.ts';
import type { Sound } from '../sound.ts';
import { error, type FlowProblem } from './problems.ts';

/** Something outside the document that a node stands on. */
export type Reference = {
  readonly kind: 'user' | 'team' | 'queue' | 'flow' | 'file' | 'list' | 'shipped_sound';
  readonly id: string;
  readonly nodeId: string;
};

type Target = { readonly kind: string; readonly userId?: string; readonly teamId?: string; readonly queueId?: string };

const ofTarget = ({ userId, teamId, queueId }: Target): Omit<Reference, 'nodeId'>[] => {
  if (userId !== undefined) return [{ kind: 'user', id: userId }];
  if (teamId !== undefined) return [{ kind: 'team', id: teamId }];
  return queueId === undefined ? [] : [{ kind: 'queue', id: queueId }];
};

const ofSound = (sound: Sound | null): Omit<Reference, 'nodeId'>[] => {
  if (sound?.kind === 'file') return [{ kind: 'file', id: sound.fileId }];
  return sound?.kind === 'shipped' ? [{ kind: 'shipped_sound', id: sound.name }] : [];
};

function ofNode(node: FlowNode): Omit<Reference, 'nodeId'>[] {
  switch (node.kind) {
    case 'ring':
    case 'availability':
      return ofTarget(node.settings.target);
    case 'queue':
      return [{ kind: 'queue', id: node.settings.queueId }];
    case 'flow':
      return [{ kind: 'flow', id: node.settings.flowId }];
    case 'voicemail':
      return [...ofTarget(node.settings.box), ...ofSound(node.settings.greeting)];
    case 'menu':
      return [...ofSound(node.settings.sound), ...ofSound(node.settings.wrongChoice)];
    case 'announcement':
    case 'survey':
    case 'hang_up':
      return ofSound(node.settings.sound);
    case 'caller':
      return node.settings.rules.flatMap(({ condition }) =>
        condition.kind === 'list' ? [{ kind: 'list' as const, id: condition.listId }] : [],
      );
    default:
      return [];
  }
}

/** Everything outside that a flow stands on: to check it, to show where a queue is used, to publish with its parts. */
export function referencesOf({ nodes }: FlowDocument): readonly Reference[] {
  return Object.entries(nodes).flatMap(([nodeId, node]) => ofNode(node).map((reference) => ({ ...reference, nodeId })));
}

/** `exists` says whether the organization has it. */
export function referenceProblems(flow: FlowDocument, exists: (reference: Reference) => boolean): FlowProblem[] {
  const missing = referencesOf(flow).filter((reference) => !exists(reference));
  return missing.map(({ kind, id, nodeId }) => error('unknown_reference', nodeId, `${kind}:${id}`));
}
