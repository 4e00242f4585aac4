import type { EntitlementKey } from '@carillon/api';
import type { PolicyLayer } from '../domain/policy.ts';

type Instant = Temporal.Instant;

export type GrantRow = {
  organizationId: string;
  key: EntitlementKey;
  granted: boolean;
  countLimit: number | null;
  reason: string;
  ruleId: string | null;
  updatedAt: Instant;
};

/** A figure that differs from the terms as delivered. Only `withdrawnAt` is ever written later. */
export type PolicyChangeRow = {
  id: string;
  key: string;
  layer: PolicyLayer;
  /** Whose contract says it; null = the terms of everybody. */
  organizationId: string | null;
  /** JSON text on the way in, the value on the way out. */
  value: unknown;
  validFrom: Temporal.PlainDate;
  validTo: Temporal.PlainDate | null;
  reason: string;
  recordedAt: Instant;
  recordedByName: string;
  withdrawnAt: Instant | null;
};

/** The tables of this module, by their names in code. */
export type ContractTables = {
  entitlementGrants: GrantRow;
  policyChanges: PolicyChangeRow;
};
