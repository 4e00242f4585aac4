import { z } from 'zod';

/** UUIDv7, made by `platform/ids`. */
export const id = z.uuid();
/** RFC 3339 in UTC, as everywhere on the wire. */
export const instant = z.iso.datetime({ offset: false });
/** E.164 with its plus sign. */
export const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/);
/** Short internal number; never equal to an emergency or short public number (checked by telephony). */
export const extension = z.string().regex(/^\d{2,6}$/);
export const language = z.enum(['fr', 'en']);
export type Language = z.infer<typeof language>;
export const timeZone = z.string().min(1).max(64);

export const pageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A page of a list: `nextCursor` is null on the last one. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** RFC 9457 problem document; `code` is listed in docs/errors.md. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string(),
  fields: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
