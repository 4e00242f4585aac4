import { z } from 'zod';
import { defineKind, optional } from './kind.ts';

const settings = z.object({
  flowId: z.uuid(),
  /** The other flow takes the call for good; else it comes back by the other flow's `go_back`. */
  handOver: z.boolean().default(false),
});

export const nestedFlowKind = defineKind({
  kind: 'flow',
  settings,
  exits: ({ handOver }) => (handOver ? [] : [optional('back')]),
  enter: ({ flowId, handOver }) => ({ kind: 'enter_flow', flowId, handOver }),
});

export const goBackKind = defineKind({
  kind: 'go_back',
  settings: z.object({}),
  exits: () => [],
  enter: () => ({ kind: 'go_back' }),
});
