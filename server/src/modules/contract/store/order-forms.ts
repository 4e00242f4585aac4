import { sql, type Tx } from '#platform/db';
import type { EvidenceEntry } from '../evidence/chain.ts';
import type { OrderFormContent, OrderFormRow, SellerIdentity } from './order-form-rows.ts';
import type { ContractTables } from './tables.ts';

const forms = (tx: Tx) => tx.withTables<ContractTables>();

/** `BC-000042`: numbers are never given twice; versions of one order form share theirs. */
export async function nextOrderFormNumber(tx: Tx): Promise<string> {
  const { rows } = await sql<{ next: bigint }>`select nextval('order_form_numbers') as next`.execute(tx);
  return `BC-${String(rows[0]!.next).padStart(6, '0')}`;
}

export async function insertOrderForm(tx: Tx, row: OrderFormRow): Promise<void> {
  await forms(tx)
    .insertInto('orderForms')
    .values({ ...row, content: JSON.stringify(row.content) as never })
    .execute();
}

export type OrderFormPatch = Partial<Omit<OrderFormRow, 'id' | 'organizationId' | 'number' | 'version' | 'createdAt'>>;

/** PostgreSQL refuses it once the order form is signed. */
export async function updateOrderForm(tx: Tx, id: string, patch: OrderFormPatch): Promise<void> {
  const content = patch.content ? { content: JSON.stringify(patch.content) as never } : {};
  await forms(tx)
    .updateTable('orderForms')
    .set({ ...patch, ...content })
    .where('id', '=', id)
    .execute();
}

/** Within the scope of `tx`, held until its end. */
export async function lockOrderForm(tx: Tx, id: string): Promise<OrderFormRow | null> {
  const query = forms(tx).selectFrom('orderForms').selectAll().where('id', '=', id);
  return (await query.forUpdate().executeTakeFirst()) ?? null;
}

export async function findOrderForm(tx: Tx, id: string): Promise<OrderFormRow | null> {
  return (await forms(tx).selectFrom('orderForms').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** The order form that a one-time link opens; held, because opening it is an act. */
export async function lockOrderFormByLink(tx: Tx, linkHash: string): Promise<OrderFormRow | null> {
  const query = forms(tx).selectFrom('orderForms').selectAll().where('linkHash', '=', linkHash);
  return (await query.forUpdate().executeTakeFirst()) ?? null;
}

/** Order forms that the scope of `tx` sees, newest first; of one organization where it is given. */
export async function orderForms(tx: Tx, organizationId?: string): Promise<OrderFormRow[]> {
  let query = forms(tx).selectFrom('orderForms').selectAll().orderBy('id', 'desc').limit(200);
  if (organizationId !== undefined) query = query.where('organizationId', '=', organizationId);
  return query.execute();
}

/** Takes one order form whose time to sign is over; null when there is none. */
export async function takeExpiredOrderForm(tx: Tx, now: Temporal.Instant): Promise<OrderFormRow | null> {
  const query = forms(tx).selectFrom('orderForms').selectAll().where('state', 'in', ['sent', 'viewed']);
  const due = query.where('expiresAt', '<=', now).orderBy('expiresAt').limit(1);
  return (await due.forUpdate().skipLocked().executeTakeFirst()) ?? null;
}

/** The chain of an order form, oldest first. */
export async function evidenceOf(tx: Tx, orderFormId: string): Promise<EvidenceEntry[]> {
  const query = forms(tx).selectFrom('orderFormEvents').selectAll().where('orderFormId', '=', orderFormId);
  const rows = await query.orderBy('sequence').execute();
  return rows.map(({ sequence, kind, at, actor, details, previousHash, hash }) => {
    return { sequence, kind, at: at.toString(), actor, details, previousHash, hash };
  });
}

export async function insertEvidence(
  tx: Tx,
  form: Pick<OrderFormRow, 'id' | 'organizationId'>,
  entry: EvidenceEntry,
): Promise<void> {
  const { at, details, ...rest } = entry;
  const values = { ...rest, at: Temporal.Instant.from(at), details: JSON.stringify(details) as never };
  const keys = { orderFormId: form.id, organizationId: form.organizationId };
  await forms(tx)
    .insertInto('orderFormEvents')
    .values({ ...keys, ...values })
    .execute();
}

export async function insertSeller(tx: Tx, row: { id: string; content: SellerIdentity; recordedAt: Temporal.Instant }) {
  await forms(tx)
    .insertInto('sellerIdentities')
    .values({ ...row, content: JSON.stringify(row.content) as never })
    .execute();
}

/** Who sells, as recorded last; null before staff said it. */
export async function findSeller(tx: Tx): Promise<SellerIdentity | null> {
  const query = forms(tx).selectFrom('sellerIdentities').select('content').orderBy('id', 'desc').limit(1);
  return (await query.executeTakeFirst())?.content ?? null;
}

/** What the organization signed, as items with their quantities. */
export async function signedItems(tx: Tx, organizationId: string): Promise<OrderFormContent['items'][number][]> {
  const query = forms(tx).selectFrom('orderForms').select('content').where('organizationId', '=', organizationId);
  const rows = await query.where('state', '=', 'signed').execute();
  return rows.flatMap(({ content }) => content.items);
}
