import type { BodyOf, contractOperations } from '@carillon/api';
import type { Actor } from '#platform/actor';
import { operatorScope } from '#platform/db';
import { newId } from '#platform/ids';
import type { ContractContext } from '../context.ts';
import { findSeller, insertSeller } from '../store/order-forms.ts';

export function readSeller(context: ContractContext) {
  return context.db.read(operatorScope, async (tx) => ({ seller: await findSeller(tx) }));
}

/** Staff say who sells; what was said before is kept. */
export async function saveSeller(
  context: ContractContext,
  actor: Actor,
  content: BodyOf<typeof contractOperations.saveSeller>,
): Promise<void> {
  await context.db.transaction(operatorScope, async (tx) => {
    const id = newId();
    await insertSeller(tx, { id, content, recordedAt: context.clock.now() });
    await context.identity.audit(tx, actor, 'contract.seller.changed', { kind: 'seller', id }, content);
  });
}
