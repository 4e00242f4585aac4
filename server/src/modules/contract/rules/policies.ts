import { z } from 'zod';
import type { PolicyRow, PolicyValue } from '../domain/policy.ts';
import data from './policies.json' with { type: 'json' };
import { ruleIdPattern } from './rules.ts';

const value: z.ZodType<PolicyValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(value), z.record(z.string(), value)]),
);

/** The unit is part of the meaning; `amount` is decimal text without tax in the currency that the key or value names. */
const units = [
  'working_days',
  'days',
  'months',
  'years',
  'hours',
  'minutes',
  'seconds',
  'percent',
  'percentage_points',
  'amount',
  'amount_per_minute',
  'ratio',
  'count',
  'characters',
  'gigabytes',
  'period',
  'week',
  'choice',
  'flag',
  'codes',
] as const;

const policySchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/),
  value,
  unit: z.enum(units),
  ruleId: z.string().regex(ruleIdPattern),
  /** Annex or body; rows of the layer `form` belong to each order form and are kept in the database. */
  layer: z.enum(['annex', 'body']),
  /** Written in the terms, our reading of them, imposed by law, or invented where they are silent. */
  origin: z.enum(['text', 'reading', 'law', 'invented']),
  /** Other values that the terms allow, where they leave a choice. */
  alternatives: z.array(z.string()).nonempty().optional(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable(),
});

export type Policy = z.infer<typeof policySchema> & PolicyRow;

/**
 * Every figure and choice of the operator's terms, sorted by key, then by the day from which it holds.
 * @rule G-6
 */
export const policies: readonly Policy[] = z.array(policySchema).parse(data);
