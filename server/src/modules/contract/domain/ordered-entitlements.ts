import type { Entitlement, EntitlementKey } from '@carillon/api';

export type ProductGrant = {
  readonly code: string;
  readonly ruleId: string;
  readonly grants: readonly { readonly key: EntitlementKey; readonly perUnit?: number | undefined }[];
};
type Ordered = { readonly product: string; readonly quantity: number };

/** What signed order forms grant of a key; null when none of their products is about it. */
export function orderedEntitlement(
  key: EntitlementKey,
  products: readonly ProductGrant[],
  items: readonly Ordered[],
): Entitlement | null {
  const found = items.flatMap(({ product, quantity }) => {
    const sold = products.find(({ code }) => code === product);
    return (sold?.grants ?? [])
      .filter((grant) => grant.key === key)
      .map(({ perUnit }) => ({ sold, perUnit, quantity }));
  });
  const [first] = found;
  if (!first) return null;
  const isCounted = found.some(({ perUnit }) => perUnit !== undefined);
  const limit = found.reduce((total, { perUnit = 0, quantity }) => total + perUnit * quantity, 0);
  return { granted: true, limit: isCounted ? limit : null, reason: 'order form', ruleId: first.sold?.ruleId ?? null };
}
