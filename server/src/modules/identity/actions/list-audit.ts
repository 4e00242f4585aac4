import type { QueryOf, identityOperations } from '@carillon/api';
import { scopeOf, type Actor } from '#platform/actor';
import { appError } from '#platform/errors';
import type { IdentityContext } from '../context.ts';
import { decodeCursor, encodeCursor } from '../domain/cursor.ts';
import { presentAudit } from '../present.ts';
import { pageOfAudit } from '../store/audit.ts';

/** The organization's acts; for staff those of every organization and their own. @throws invalid_cursor */
export async function listAudit(
  context: IdentityContext,
  actor: Actor,
  query: QueryOf<typeof identityOperations.listAudit>,
) {
  const beforeId = query.cursor ? idCursor(query.cursor) : null;
  const rows = await context.db.read(scopeOf(actor), (tx) => pageOfAudit(tx, { beforeId, limit: query.limit }));
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return { items: page.map(presentAudit), nextCursor: last ? encodeCursor([last.id]) : null };
}

function idCursor(cursor: string): string {
  const id = decodeCursor(cursor, 1)?.[0];
  if (!id || !/^[0-9a-f-]{36}$/.test(id)) throw appError('invalid_cursor');
  return id;
}
