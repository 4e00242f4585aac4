import { z } from 'zod';
import { id, instant } from '../../common.ts';
import { entitlementKeys } from '../../entitlements.ts';
import { operation } from '../../operation.ts';
import { day } from './policies.ts';

const since = '0.1';
export const currency = z.enum(['EUR', 'GBP', 'USD']);
/** Decimal text with at most two decimals, without tax. */
export const amount = z.string().regex(/^\d{1,10}(\.\d{1,2})?$/);
const price = z.object({ product: z.string().max(60), amount });

export const productView = z.object({
  code: z.string(),
  kind: z.enum(['plan', 'number', 'option']),
  per: z.enum(['access', 'number', 'channel', 'site', 'organization']),
  name: z.object({ fr: z.string(), en: z.string() }),
  ruleId: z.string(),
  /** What it gives a right to; `perUnit` is how many each unit adds. */
  grants: z.array(z.object({ key: z.enum(entitlementKeys), perUnit: z.int().optional() })),
});

export const priceListView = z.object({
  id,
  currency,
  label: z.string(),
  validFrom: day,
  publishedAt: instant,
  publishedByName: z.string(),
  /** Monthly price of one unit. */
  prices: z.array(price),
});
export type PriceListView = z.infer<typeof priceListView>;

export const readCatalogue = operation({
  id: 'readCatalogue',
  method: 'GET',
  path: '/api/v1/operator/catalogue',
  summary: 'Products and price lists (staff)',
  access: 'staff',
  since,
  stability: 'beta',
  status: 200,
  reply: z.object({ today: day, products: z.array(productView), priceLists: z.array(priceListView) }),
});

export const publishPriceList = operation({
  id: 'publishPriceList',
  method: 'POST',
  path: '/api/v1/operator/price-lists',
  summary: 'Publish the prices of a currency from a day on (staff)',
  access: 'staff',
  since,
  stability: 'beta',
  status: 201,
  body: z.object({
    currency,
    label: z.string().trim().min(1).max(60),
    validFrom: day,
    prices: z.array(price).min(1).max(100),
  }),
  reply: priceListView,
});
