import { decodeCursor } from '#identity';
import { appError } from '#platform/errors';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads a cursor of one id. @throws invalid_cursor */
export function idCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const id = decodeCursor(cursor, 1)?.[0];
  if (id === undefined || !uuid.test(id)) throw appError('invalid_cursor');
  return id;
}

/** Reads a cursor of an instant and an id. @throws invalid_cursor */
export function timeCursor(cursor: string | undefined): { startedAt: string; id: string } | null {
  if (cursor === undefined) return null;
  const [startedAt, id] = decodeCursor(cursor, 2) ?? [];
  if (startedAt === undefined || id === undefined || !uuid.test(id)) throw appError('invalid_cursor');
  if (Number.isNaN(Date.parse(startedAt))) throw appError('invalid_cursor');
  return { startedAt, id };
}

/** Cuts the row that was only read to know whether there is more. */
export function cut<T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (last: T) => string,
): { rows: T[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
