import type { Actor } from '#platform/actor';
import { scopeOf } from '#platform/actor';
import type { Tx } from '#platform/db';
import { appError } from '#platform/errors';
import type { NumbersContext } from '../context.ts';
import { allowedCallerIds, presentedCallerId, type PresentableNumber } from '../domain/caller-id.ts';
import {
  callerIdChoices,
  forgetCallerIdChoice,
  presentableNumbers,
  saveCallerIdChoice,
  type NumberRow,
} from '../store.ts';

export type UserKey = { readonly organizationId: string; readonly userId: string };

function presentable(row: NumberRow): PresentableNumber {
  const { id, e164: number, label, assignedUserId, presentable: shared } = row;
  return { id, number, label, assignedUserId, presentable: shared };
}

export async function allowedFor(tx: Tx, { organizationId, userId }: UserKey): Promise<PresentableNumber[]> {
  return allowedCallerIds((await presentableNumbers(tx, organizationId)).map(presentable), userId);
}

/** The number presented by default: the chosen one while allowed, else the first. */
export async function selectedFor(tx: Tx, key: UserKey): Promise<PresentableNumber | null> {
  const allowed = await allowedFor(tx, key);
  const choices = await callerIdChoices(tx, [key.userId]);
  return presentedCallerId(allowed, choices.get(key.userId) ?? null);
}

/** Staff and keys have no caller ID of their own. */
function requireUser(actor: Actor): UserKey {
  if (actor.kind !== 'user') throw appError('forbidden');
  return { organizationId: actor.organizationId, userId: actor.userId };
}

export async function listCallerIds(context: NumbersContext, actor: Actor) {
  const key = requireUser(actor);
  return context.db.read(scopeOf(actor), async (tx) => {
    const allowed = await allowedFor(tx, key);
    const selected = await selectedFor(tx, key);
    return { items: allowed.map(({ number, label }) => ({ number, label })), selected: selected?.number ?? null };
  });
}

/** @throws caller_id_not_allowed */
export async function selectCallerId(context: NumbersContext, actor: Actor, number: string | null): Promise<void> {
  const key = requireUser(actor);
  await context.db.transaction(scopeOf(actor), async (tx) => {
    if (number === null) return forgetCallerIdChoice(tx, key.userId);
    const chosen = (await allowedFor(tx, key)).find((candidate) => candidate.number === number);
    if (!chosen) throw appError('caller_id_not_allowed');
    await saveCallerIdChoice(tx, { ...key, numberId: chosen.id });
  });
}
