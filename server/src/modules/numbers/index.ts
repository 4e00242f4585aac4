import type { Identity, NumbersOfUser, UserNumbers } from '#identity';
import type { Clock } from '#platform/clock';
import { operatorScope, type Database, type Scope, type Tx } from '#platform/db';
import type { Http } from '#platform/http';
import type { Outbox } from '#platform/outbox';
import { allowedFor, selectedFor } from './actions/caller-ids.ts';
import { newNumberRow } from './actions/numbers.ts';
import type { NumbersContext } from './context.ts';
import { listenToEvents } from './on-events.ts';
import { addNumbersRoutes } from './routes.ts';
import { callerIdChoices, countNumbers, findNumberByE164, insertNumbers, numbersOf, type NumberRow } from './store.ts';

export type NumbersDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly http: Http;
  readonly identity: Identity;
  readonly outbox: Pick<Outbox, 'subscribe'>;
};

/** A number as call control needs it. */
export type PhoneNumber = Pick<NumberRow, 'id' | 'organizationId' | 'kind' | 'label' | 'assignedUserId'> & {
  readonly number: string;
};
export type CallerId = { readonly number: string; readonly label: string | null };
export type SeedNumber = Omit<NumberRow, 'id' | 'createdAt'>;

export interface Numbers extends UserNumbers {
  /** Which organization and member an inbound call is for; the operator's scope, since the caller does not know. */
  findByE164(e164: string, tx?: Tx): Promise<PhoneNumber | null>;
  /** What the member may present, own numbers first. */
  allowedCallerIds(scope: Scope, userId: string, tx?: Tx): Promise<CallerId[]>;
  /** What the member presents when nothing else is asked for; null when they may present nothing. */
  selectedCallerId(scope: Scope, userId: string, tx?: Tx): Promise<string | null>;
  /** Demonstration and bench data; `tx` is of the operator's scope. */
  seedNumbers(tx: Tx, numbers: readonly SeedNumber[]): Promise<void>;
}

/** Puts the module together and serves its operations. */
export function createNumbers(deps: NumbersDeps): Numbers {
  const { db, clock, identity } = deps;
  const context: NumbersContext = { db, clock, identity };
  addNumbersRoutes(context, deps.http);
  listenToEvents(context, deps.outbox);
  return {
    findByE164: (e164, tx) =>
      db.within(tx, operatorScope, async (inner) => toPhoneNumber(await findNumberByE164(inner, e164))),
    allowedCallerIds: (scope, userId, tx) =>
      db.within(tx, scope, async (inner) =>
        (await allowedFor(inner, { organizationId: organizationIn(scope), userId })).map(toCallerId),
      ),
    selectedCallerId: (scope, userId, tx) =>
      db.within(tx, scope, async (inner) => {
        const selected = await selectedFor(inner, { organizationId: organizationIn(scope), userId });
        return selected?.number ?? null;
      }),
    numbersOfUsers: (scope, userIds, tx) => db.within(tx, scope, (inner) => numbersOfUsers(inner, userIds)),
    numberCounts: (ids, tx) => db.within(tx, operatorScope, (inner) => countNumbers(inner, ids)),
    seedNumbers: (tx, numbers) =>
      insertNumbers(
        tx,
        numbers.map((number) => newNumberRow(context, number)),
      ),
  };
}

/** @throws Error in the operator's scope, which has no members */
function organizationIn(scope: Scope): string {
  if (scope.kind !== 'organization') throw new Error('This needs the scope of an organization');
  return scope.organizationId;
}

function toPhoneNumber(row: NumberRow | null): PhoneNumber | null {
  if (!row) return null;
  const { id, organizationId, e164: number, kind, label, assignedUserId } = row;
  return { id, organizationId, number, kind, label, assignedUserId };
}

function toCallerId({ number, label }: CallerId): CallerId {
  return { number, label };
}

/** A list of members shows the number chosen or the first own one; shared ones are left to the caller-ID list. */
async function numbersOfUsers(tx: Tx, userIds: readonly string[]): Promise<ReadonlyMap<string, NumbersOfUser>> {
  const rows = await numbersOf(tx, userIds);
  const choices = await callerIdChoices(tx, userIds);
  return new Map(
    userIds.map((userId) => {
      const own = rows.filter((row) => row.assignedUserId === userId);
      const chosen = own.find((row) => row.id === choices.get(userId)) ?? own[0];
      return [
        userId,
        { numbers: own.map((row) => ({ id: row.id, number: row.e164 })), callerId: chosen?.e164 ?? null },
      ];
    }),
  );
}
