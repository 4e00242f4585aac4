import { z } from 'zod';
import { defineKind, leave, optional } from './kind.ts';

/** A text that whoever takes the call sees beside it. */
export const scriptKind = defineKind({
  kind: 'script',
  settings: z.object({ text: z.string().trim().min(1).max(20_000) }),
  exits: () => [optional('next')],
  enter: ({ text }) => leave('next', { key: 'script.shown' }, [{ kind: 'show_script', text }]),
});
