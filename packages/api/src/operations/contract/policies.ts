import { z } from 'zod';
import { id, instant } from '../../common.ts';
import { operation } from '../../operation.ts';

const since = '0.1';
export const day = z.iso.date();

/** JSON of the kind that the figure has: a number, a text, a flag, a list or a record of them. */
const value = z.json();

export const policyChangeView = z.object({
  id,
  /** In the contract of this organization; null = in the terms of everybody. */
  organizationId: id.nullable(),
  value: z.unknown(),
  validFrom: day,
  validTo: day.nullable(),
  reason: z.string(),
  recordedAt: instant,
  recordedByName: z.string(),
});
export type PolicyChangeView = z.infer<typeof policyChangeView>;

export const policyView = z.object({
  key: z.string(),
  unit: z.string(),
  ruleId: z.string(),
  /** The sentence of the rule that the customer reads. */
  ruleText: z.object({ fr: z.string(), en: z.string() }),
  /** Written in the terms, a reading of them, imposed by law, or invented where they are silent. */
  origin: z.enum(['text', 'reading', 'law', 'invented']),
  /** What staff may choose from; empty when the figure is free. */
  choices: z.array(z.string()),
  /** What holds today for everybody; null when it has ended. */
  value: z.unknown(),
  deliveredValue: z.unknown(),
  changes: z.array(policyChangeView),
});
export type PolicyView = z.infer<typeof policyView>;

export const listPolicies = operation({
  id: 'listPolicies',
  method: 'GET',
  path: '/api/v1/operator/policies',
  summary: 'Every figure of the terms, with its rule and its changes (staff)',
  access: 'staff',
  since,
  stability: 'beta',
  status: 200,
  reply: z.object({ today: day, items: z.array(policyView) }),
});

export const changePolicy = operation({
  id: 'changePolicy',
  method: 'POST',
  path: '/api/v1/operator/policies/:key/changes',
  summary: 'Change a figure of the terms, or of one contract, from a day on (staff)',
  access: 'staff',
  since,
  stability: 'beta',
  status: 201,
  params: z.object({ key: z.string().max(100) }),
  body: z
    .object({
      value,
      validFrom: day,
      validTo: day.nullable().default(null),
      organizationId: id.nullable().default(null),
      reason: z.string().trim().min(1).max(500),
    })
    .refine(({ validFrom, validTo }) => validTo === null || validFrom < validTo, {
      path: ['validTo'],
      message: 'The last day comes after the first',
    }),
  reply: policyChangeView,
});

export const withdrawPolicyChange = operation({
  id: 'withdrawPolicyChange',
  method: 'DELETE',
  path: '/api/v1/operator/policy-changes/:changeId',
  summary: 'Take back a change that does not hold yet (staff)',
  access: 'staff',
  since,
  stability: 'beta',
  status: 204,
  params: z.object({ changeId: id }),
});
