import type { EntitlementKey } from '@carillon/api';
import type { Contract } from '#contract';

type WithContract = { readonly modules: { readonly contract: Contract } };

/** Staff grant `limit` of `key` to the organization. */
export async function grantEntitlement(
  app: WithContract,
  organizationId: string,
  key: EntitlementKey,
  limit: number | null,
): Promise<void> {
  const actor = { kind: 'system', name: 'test' } as const;
  await app.modules.contract.grant(actor, { organizationId, key, granted: true, limit, reason: 'test' });
}
