import type { PolicyChangeView, PolicyView } from '@carillon/api';
import { choicesOf } from './domain/policy-value.ts';
import type { PolicyValue } from './domain/policy.ts';
import type { Policy } from './rules/policies.ts';
import { ruleById } from './rules/rules.ts';
import type { PolicyChangeRow } from './store/tables.ts';

export function presentPolicyChange(row: PolicyChangeRow): PolicyChangeView {
  const { id, organizationId, value, reason, recordedByName } = row;
  return {
    id,
    organizationId,
    value,
    reason,
    recordedByName,
    validFrom: row.validFrom.toString(),
    validTo: row.validTo?.toString() ?? null,
    recordedAt: row.recordedAt.toString(),
  };
}

export function presentPolicy(
  delivered: Policy,
  value: PolicyValue | null,
  changes: readonly PolicyChangeRow[],
): PolicyView {
  const { key, unit, ruleId, origin } = delivered;
  return {
    key,
    unit,
    ruleId,
    origin,
    choices: choicesOf(delivered),
    value,
    deliveredValue: delivered.value,
    ruleText: ruleById(ruleId).customerText,
    changes: changes.map(presentPolicyChange),
  };
}
