import type { BodyOf, contractOperations } from '@carillon/api';
import { localDate } from '@carillon/calendar';
import type { Actor } from '#platform/actor';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId } from '#platform/ids';
import type { ContractContext } from '../context.ts';
import { resolvePolicy, type PolicyRow, type PolicyValue } from '../domain/policy.ts';
import { isAllowedValue } from '../domain/policy-value.ts';
import { presentPolicy, presentPolicyChange } from '../present.ts';
import { policies, type Policy } from '../rules/policies.ts';
import { insertPolicyChange, lockPolicyChange, policyChanges, withdrawPolicyChangeRow } from '../store/policies.ts';
import type { PolicyChangeRow } from '../store/tables.ts';

function deliveredOf(key: string): Policy | undefined {
  return policies.filter((row) => row.key === key).at(-1);
}

function asPolicyRow(change: PolicyChangeRow): PolicyRow {
  const { key, layer } = change;
  return {
    key,
    layer,
    value: change.value as PolicyValue,
    ruleId: deliveredOf(key)?.ruleId ?? '',
    validFrom: change.validFrom.toString(),
    validTo: change.validTo?.toString() ?? null,
  };
}

/**
 * What the contract of an organization says for a key on a local day; null: the terms of everybody.
 * @throws RangeError for an unknown key, which is a bug of the caller
 * @rule G-6, R-13.5-a
 */
export async function policyValue(
  tx: Tx,
  organizationId: string | null,
  key: string,
  on: Temporal.PlainDate,
): Promise<PolicyValue> {
  const all = await policyChanges(tx, { key, organizationId: organizationId ?? undefined });
  const changes = all.filter((change) => change.organizationId === null || change.organizationId === organizationId);
  // Changes come after what they change: of two rows that began on the same day the one recorded last holds.
  return resolvePolicy([...changes.toReversed().map(asPolicyRow), ...policies], key, on).value;
}

/** The day it is where the contract is billed (G-1). */
export async function billingToday(context: ContractContext, tx: Tx): Promise<Temporal.PlainDate> {
  const now = context.clock.now();
  const zone = await policyValue(tx, null, 'tz', localDate(now, 'UTC'));
  return localDate(now, zone as string);
}

/** Staff: every figure of the terms, what it is today, and its changes. */
export function listPolicies(context: ContractContext) {
  return context.db.read(operatorScope, async (tx) => {
    const today = await billingToday(context, tx);
    const changes = await policyChanges(tx);
    const keys = [...new Set(policies.map((row) => row.key))];
    return {
      today: today.toString(),
      items: keys.map((key) => {
        const own = changes.filter((change) => change.key === key);
        const rows = own
          .filter((change) => change.organizationId === null)
          .toReversed()
          .map(asPolicyRow);
        const { value } = lastKnown([...rows, ...policies], key, today);
        return presentPolicy(deliveredOf(key)!, value, own);
      }),
    };
  });
}

/** A law may end a figure: the list then shows the last value that it had. */
function lastKnown(rows: readonly PolicyRow[], key: string, today: Temporal.PlainDate): { value: PolicyValue | null } {
  try {
    return resolvePolicy(rows, key, today);
  } catch (error) {
    if (error instanceof RangeError) return { value: null };
    throw error;
  }
}

type NewChange = BodyOf<typeof contractOperations.changePolicy> & { readonly key: string };

/**
 * Staff change a figure from a day on, for everybody or in the contract of one organization. What was recorded is
 * never edited. @throws not_found for an unknown key or organization, invalid_request for a value of another kind or a
 * day in the past
 */
export async function changePolicy(context: ContractContext, actor: Actor, given: NewChange) {
  const delivered = deliveredOf(given.key);
  if (!delivered) throw appError('not_found');
  const value = given.value as PolicyValue;
  if (!isAllowedValue(delivered, value))
    throw wrong('value', 'wrong_kind', 'The value is not of the kind that this figure has');
  return context.db.transaction(operatorScope, async (tx) => {
    const { organizationId } = given;
    if (organizationId && !(await context.identity.findOrganization(organizationId, tx))) throw appError('not_found');
    const today = await billingToday(context, tx);
    if (given.validFrom < today.toString())
      throw wrong('validFrom', 'in_the_past', 'A figure changes today at the earliest');
    const row = newChangeRow(context, actor, given, delivered);
    await insertPolicyChange(tx, row);
    const { key, validFrom } = given;
    const subject = { kind: 'policy', id: row.id, ...(organizationId ? { organizationId } : {}) };
    await context.identity.audit(tx, actor, 'contract.policy.changed', subject, { key, value, validFrom });
    return presentPolicyChange(row);
  });
}

function newChangeRow(context: ContractContext, actor: Actor, given: NewChange, delivered: Policy): PolicyChangeRow {
  return {
    id: newId(),
    key: given.key,
    layer: given.organizationId ? 'form' : delivered.layer,
    organizationId: given.organizationId,
    value: given.value,
    validFrom: Temporal.PlainDate.from(given.validFrom),
    validTo: given.validTo === null ? null : Temporal.PlainDate.from(given.validTo),
    reason: given.reason,
    recordedAt: context.clock.now(),
    recordedByName: actor.name,
    withdrawnAt: null,
  };
}

export function wrong(path: string, code: string, message: string) {
  return appError('invalid_request', { fields: [{ path, code, message }] });
}

/** Staff take a change back before it holds. @throws not_found, conflict once it has begun to hold */
export async function withdrawPolicyChange(context: ContractContext, actor: Actor, changeId: string): Promise<void> {
  await context.db.transaction(operatorScope, async (tx) => {
    const change = await lockPolicyChange(tx, changeId);
    if (!change) throw appError('not_found');
    const today = await billingToday(context, tx);
    if (Temporal.PlainDate.compare(change.validFrom, today) <= 0) throw appError('conflict');
    await withdrawPolicyChangeRow(tx, changeId, context.clock.now());
    const { key, organizationId } = change;
    const subject = { kind: 'policy', id: changeId, ...(organizationId ? { organizationId } : {}) };
    await context.identity.audit(tx, actor, 'contract.policy.withdrawn', subject, { key });
  });
}
