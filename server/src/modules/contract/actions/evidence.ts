import type { Tx } from '#platform/db';
import type { ContractContext } from '../context.ts';
import { nextEntry, type EvidenceEntry } from '../evidence/chain.ts';
import { evidenceOf, insertEvidence } from '../store/order-forms.ts';
import type { OrderFormRow } from '../store/order-form-rows.ts';

type What = { readonly kind: string; readonly actor: string; readonly details?: Readonly<Record<string, unknown>> };

/** Adds to the chain of an order form that this transaction holds, so that two entries never get one number. */
export async function record(
  context: ContractContext,
  tx: Tx,
  form: Pick<OrderFormRow, 'id' | 'organizationId'>,
  { kind, actor, details = {} }: What,
): Promise<EvidenceEntry> {
  const last = (await evidenceOf(tx, form.id)).at(-1) ?? null;
  const at = context.clock.now().round('millisecond').toString();
  const entry = nextEntry(form.id, last, { kind, actor, details, at });
  await insertEvidence(tx, form, entry);
  return entry;
}
