import { entitlementKeys } from '@carillon/api';
import { z } from 'zod';
import { ruleIdPattern } from '../rules/rules.ts';
import data from './products.json' with { type: 'json' };

const grantSchema = z.strictObject({
  key: z.enum(entitlementKeys),
  /** How many each unit adds; absent: the key counts nothing. */
  perUnit: z.int().min(1).optional(),
});

const productSchema = z.strictObject({
  code: z.string().regex(/^[a-z][a-z_]*$/),
  kind: z.enum(['plan', 'number', 'option']),
  /** What one unit of it is for. */
  per: z.enum(['access', 'number', 'channel', 'site', 'organization']),
  name: z.strictObject({ fr: z.string().min(1), en: z.string().min(1) }),
  ruleId: z.string().regex(ruleIdPattern),
  grants: z.array(grantSchema),
});

export type Product = z.infer<typeof productSchema>;

/** What the operator can sell; its prices are rows of the price lists. */
export const products: readonly Product[] = z.array(productSchema).parse(data);

const byCode: ReadonlyMap<string, Product> = new Map(products.map((product) => [product.code, product]));

export function findProduct(code: string): Product | null {
  return byCode.get(code) ?? null;
}
