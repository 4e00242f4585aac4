import type { BodyOf, NumberView, QueryOf, numbersOperations } from '@carillon/api';
import { decodeCursor, encodeCursor } from '#identity';
import { organizationOf, permissionScope, scopeOf, type Actor } from '#platform/actor';
import { operatorScope, type Scope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId } from '#platform/ids';
import { publish } from '#platform/outbox';
import { parseNumber } from '@carillon/telnum';
import type { NumbersContext } from '../context.ts';
import { presentNumber } from '../present.ts';
import {
  findNumberRow,
  insertNumbers,
  lockNumberRow,
  pageOfNumbers,
  releaseNumbersOf,
  updateNumberRow,
  type NumberPatch,
  type NumberRow,
} from '../store.ts';

async function viewsOf(
  context: NumbersContext,
  tx: Tx,
  scope: Scope,
  rows: readonly NumberRow[],
): Promise<NumberView[]> {
  const ids = rows.flatMap((row) => row.assignedUserId ?? []);
  const users = new Map((await context.identity.usersByIds(scope, ids, tx)).map((user) => [user.id, user]));
  return rows.map((row) => presentNumber(row, users));
}

/** Members who hold the permission over their own rows only see the numbers that ring them. @throws invalid_cursor */
export async function listNumbers(
  context: NumbersContext,
  actor: Actor,
  query: QueryOf<typeof numbersOperations.listNumbers>,
) {
  const scope = scopeOf(actor);
  const onlyOwn = permissionScope(actor, 'numbers.number:read') === 'own' && actor.kind === 'user';
  const page = {
    organizationId: organizationOf(actor),
    q: query.q,
    assignedUserId: onlyOwn ? actor.userId : undefined,
    afterE164: query.cursor ? numberCursor(query.cursor) : null,
    limit: query.limit,
  };
  return context.db.read(scope, async (tx) => {
    const rows = await pageOfNumbers(tx, page);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return { items: await viewsOf(context, tx, scope, shown), nextCursor: last ? encodeCursor([last.e164]) : null };
  });
}

function numberCursor(cursor: string): string {
  const e164 = decodeCursor(cursor, 1)?.[0];
  if (!e164?.startsWith('+')) throw appError('invalid_cursor');
  return e164;
}

type NumberChange = BodyOf<typeof numbersOperations.updateNumber>;

/** @throws not_found, also for a user of another organization or one who is not active */
export async function changeNumber(
  context: NumbersContext,
  actor: Actor,
  numberId: string,
  change: NumberChange,
): Promise<NumberView> {
  const scope = scopeOf(actor);
  return context.db.transaction(scope, async (tx) => {
    const number = await lockNumberRow(tx, numberId);
    if (!number) throw appError('not_found');
    if (change.assignedUserId) await requireAssignable(context, tx, number, change.assignedUserId);
    const patch: NumberPatch = {
      ...(change.assignedUserId === undefined ? {} : { assignedUserId: change.assignedUserId }),
      ...(change.label === undefined ? {} : { label: change.label }),
    };
    await updateNumberRow(tx, numberId, patch);
    const { organizationId } = number;
    await context.identity.audit(
      tx,
      actor,
      'numbers.number.changed',
      { kind: 'number', id: numberId, organizationId },
      { after: patch },
    );
    if (patch.assignedUserId !== undefined && patch.assignedUserId !== number.assignedUserId) {
      await announce(context, tx, number, patch.assignedUserId);
    }
    return (await viewsOf(context, tx, scope, [(await findNumberRow(tx, numberId))!]))[0]!;
  });
}

async function requireAssignable(context: NumbersContext, tx: Tx, number: NumberRow, userId: string): Promise<void> {
  const user = await context.identity.activeUser(userId, tx);
  if (!user || user.organizationId !== number.organizationId) throw appError('not_found');
}

/** Tells the others who the number rings now. */
async function announce(context: NumbersContext, tx: Tx, number: NumberRow, userId: string | null): Promise<void> {
  const { id: numberId, organizationId, e164 } = number;
  const event = { organizationId, numberId, number: e164, userId, at: context.clock.now().toString() };
  await publish(tx, 'numbers.number.assigned', numberId, event);
}

/** The member left: their numbers ring nobody until someone assigns them again. */
export async function releaseNumbers(context: NumbersContext, userId: string): Promise<void> {
  await context.db.transaction(operatorScope, async (tx) => {
    for (const number of await releaseNumbersOf(tx, userId)) await announce(context, tx, number, null);
  });
}

type NewNumber = BodyOf<typeof numbersOperations.addNumber>;

/** Staff. A new number rings nobody and may be presented by every member. @throws not_found, already_exists, invalid_request */
export async function addNumber(context: NumbersContext, actor: Actor, given: NewNumber): Promise<NumberView> {
  if (parseNumber(given.number, { country: 'FR' }).kind !== 'e164') {
    throw appError('invalid_request', {
      fields: [{ path: 'number', code: 'not_in_plan', message: 'No numbering plan has this number' }],
    });
  }
  const { organizationId, kind, label } = given;
  return context.db.transaction(operatorScope, async (tx) => {
    if (!(await context.identity.findOrganization(organizationId, tx))) throw appError('not_found');
    const row = newNumberRow(context, {
      organizationId,
      e164: given.number,
      kind,
      label,
      assignedUserId: null,
      presentable: true,
    });
    await insertNumbers(tx, [row]);
    await context.identity.audit(
      tx,
      actor,
      'numbers.number.added',
      { kind: 'number', id: row.id, organizationId },
      { number: row.e164 },
    );
    return presentNumber(row, new Map());
  });
}

export function newNumberRow(context: NumbersContext, given: Omit<NumberRow, 'id' | 'createdAt'>): NumberRow {
  return { ...given, id: newId(), createdAt: context.clock.now() };
}
