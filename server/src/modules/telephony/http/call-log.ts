import type { CallDetail, CallSummary, QueryOf, telephonyOperations } from '@carillon/api';
import { encodeCursor } from '#identity';
import { scopeOf, type Actor } from '#platform/actor';
import { appError } from '#platform/errors';
import { usersOf } from '../accounting/call-records.ts';
import type { Call } from '../call/types.ts';
import type { TelephonyContext } from '../context.ts';
import { findCall, legsOfCall, pageOfCalls } from '../store/calls.ts';
import { cut, timeCursor } from './page.ts';
import { visibleUser } from './policy.ts';
import { presentCall, presentDetail, presentRunningDetail } from './present-call.ts';

type Query = QueryOf<typeof telephonyOperations.listCalls>;

/** Calls that have ended, newest first: own ones, or everybody's for those who may. */
export async function listCalls(
  context: TelephonyContext,
  actor: Actor,
  query: Query,
): Promise<{ items: CallSummary[]; nextCursor: string | null }> {
  const only = visibleUser(actor, 'telephony.call:read');
  if (only !== null && query.userId !== undefined && query.userId !== only) throw appError('forbidden');
  const { cursor, limit, userId, ...filter } = query;
  const wanted = { ...filter, userId: only ?? userId ?? null, after: timeCursor(cursor), limit };
  const rows = await context.db.read(scopeOf(actor), (tx) => pageOfCalls(tx, wanted));
  const page = cut(rows, limit, (last) => encodeCursor([last.startedAt.toString(), last.id]));
  return { items: page.rows.map(presentCall), nextCursor: page.nextCursor };
}

/** One call, also while it goes on and in the moment until its record is written. @throws not_found for calls of others too */
export async function getCall(context: TelephonyContext, actor: Actor, callId: string): Promise<CallDetail> {
  const only = visibleUser(actor, 'telephony.call:read');
  const running = context.calls.find(callId)?.call ?? context.records.find(callId);
  if (running !== undefined && maySee(running, actor, only)) return presentRunningDetail(running);
  return context.db.read(scopeOf(actor), async (tx) => {
    const row = await findCall(tx, callId);
    if (row === null || (only !== null && !row.userIds.includes(only))) throw appError('not_found');
    return presentDetail(row, await legsOfCall(tx, callId));
  });
}

function maySee(call: Call, actor: Actor, only: string | null): boolean {
  if ('organizationId' in actor && actor.organizationId !== call.organizationId) return false;
  return only === null || usersOf(Object.values(call.legs), call).includes(only);
}
