import { z } from 'zod';
import { defineKind, leave, optional } from './kind.ts';

/** An SMS to the caller. The flow goes on at once: whether it arrives is seen on the message. */
export const messageKind = defineKind({
  kind: 'message',
  settings: z.object({ text: z.string().trim().min(1).max(1_530) }),
  exits: () => [optional('next')],
  enter: ({ text }, { caller }) =>
    caller.number === null
      ? leave('next', { key: 'message.no_number' })
      : leave('next', { key: 'message.sent' }, [{ kind: 'send_message', text }]),
});
