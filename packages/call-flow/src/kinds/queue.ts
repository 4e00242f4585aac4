import { z } from 'zod';
import { defineKind, ignore, leave, optional, required } from './kind.ts';

const settings = z.object({ queueId: z.uuid() });

export const queueKind = defineKind({
  kind: 'queue',
  settings,
  exits: () => [
    required('waited_too_long'),
    optional('queue_full', 'waited_too_long'),
    optional('nobody_serves', 'waited_too_long'),
    optional('key_pressed', 'waited_too_long'),
    optional('callback_asked'),
    optional('after_call'),
  ],
  enter: ({ queueId }) => ({ kind: 'wait', action: { kind: 'enter_queue', queueId } }),
  resume(_given, event) {
    if (event.kind === 'talk_ended') return leave('after_call', { key: 'ring.talk_ended' });
    if (event.kind === 'left_queue') return leave(event.reason, { key: `queue.${event.reason}` });
    return ignore;
  },
});
