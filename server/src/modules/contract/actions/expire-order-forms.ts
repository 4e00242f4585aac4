import { operatorScope } from '#platform/db';
import type { ContractContext } from '../context.ts';
import { takeExpiredOrderForm, updateOrderForm } from '../store/order-forms.ts';
import { record } from './evidence.ts';
import { requireStep } from './order-forms.ts';

/** Ends the order forms whose time to sign is over, each in its own transaction. */
export async function expireOrderForms(context: ContractContext): Promise<void> {
  const expireOne = () =>
    context.db.transaction(operatorScope, async (tx) => {
      const now = context.clock.now();
      const form = await takeExpiredOrderForm(tx, now);
      if (!form) return false;
      await updateOrderForm(tx, form.id, { state: requireStep(form, 'expire'), endedAt: now });
      await record(context, tx, form, { kind: 'expired', actor: 'Carillon' });
      return true;
    });
  while (await expireOne());
}
