import { z } from 'zod';

/** What a caller hears: a file of the organization, a text to be spoken, or a sound that ships with the product. */
export const sound = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), fileId: z.uuid() }),
  z.object({ kind: z.literal('text'), text: z.string().trim().min(1).max(2_000), language: z.enum(['fr', 'en']) }),
  z.object({ kind: z.literal('shipped'), name: z.string().regex(/^[a-z0-9_]+(\/[a-z0-9_]+)*$/) }),
]);
export type Sound = z.infer<typeof sound>;

/** Who is rung, or whose voicemail it is. */
export const ringTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), userId: z.uuid() }),
  z.object({ kind: z.literal('team'), teamId: z.uuid() }),
]);
export type RingTarget = z.infer<typeof ringTarget>;

/** A key of a telephone. */
export const key = z.string().regex(/^[0-9*#]$/);

/** Name of a way out or of a rule, as authors see it in their document: short, stable, never shown to callers. */
export const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/);
