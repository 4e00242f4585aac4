/** Short ways to write flows and worlds in tests. */
import type { FlowBundle, FlowDocument } from './document.ts';
import { flowDocument } from './document.ts';
import type { FlowWorld } from './run/world.ts';

type Written = {
  readonly kind: string;
  readonly settings?: unknown;
  readonly exits?: Readonly<Record<string, string>>;
};

/** Reads a document as the server reads one, defaults filled in. The first node is the start. */
export function flowOf(nodes: Readonly<Record<string, Written>>): FlowDocument {
  const complete = Object.entries(nodes).map(([id, node]) => [id, { settings: {}, ...node }]);
  return flowDocument.parse({ format: 1, start: Object.keys(nodes)[0] ?? null, nodes: Object.fromEntries(complete) });
}

export const mainFlow = '00000000-0000-7000-8000-000000000001';
export const otherFlow = '00000000-0000-7000-8000-000000000002';
export const someUser = '00000000-0000-7000-8000-00000000000a';
export const someQueue = '00000000-0000-7000-8000-00000000000b';

export function bundleOf(main: FlowDocument, other?: FlowDocument): FlowBundle {
  const flows = { [mainFlow]: { version: 3, document: main } };
  return {
    startFlowId: mainFlow,
    flows: other === undefined ? flows : { ...flows, [otherFlow]: { version: 7, document: other } },
  };
}

/** A Wednesday, 10:00 in Paris; an unknown caller from France; everybody can take a call. */
export function worldOf(given: Partial<FlowWorld> = {}): FlowWorld {
  return {
    at: Temporal.Instant.from('2026-11-25T09:00:00Z'),
    caller: { number: '+33612345678', country: 'FR', contact: null, listIds: [] },
    availableMembers: () => 1,
    ...given,
  };
}

export const say = (text: string) => ({ kind: 'text', text, language: 'en' }) as const;
