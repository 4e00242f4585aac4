import type { BodyOf, contractOperations } from '@carillon/api';
import { decimalText, moneyFromDecimal } from '@carillon/money';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId } from '#platform/ids';
import { findProduct } from '../catalogue/products.ts';
import type { ContractContext } from '../context.ts';
import { isProfessional, stepOrderForm, type OrderFormAct, type OrderFormState } from '../domain/order-form.ts';
import { priceAt, priceListOn } from '../domain/prices.ts';
import { sha256 } from '../evidence/chain.ts';
import { presentOrderForm, presentPdf } from '../present-order-form.ts';
import type { OrderFormContent, OrderFormRow } from '../store/order-form-rows.ts';
import {
  evidenceOf,
  findOrderForm,
  insertOrderForm,
  lockOrderForm,
  nextOrderFormNumber,
  orderForms,
  updateOrderForm,
} from '../store/order-forms.ts';
import { priceLists } from '../store/price-lists.ts';
import { record } from './evidence.ts';
import { billingToday, wrong } from './policies.ts';

type Given = BodyOf<typeof contractOperations.createOrderForm>;

/** The state after `act`. @throws conflict when the state does not allow it */
export function requireStep(form: OrderFormRow, act: OrderFormAct): OrderFormState {
  const next = stepOrderForm(form.state, act);
  if (!next) throw appError('conflict');
  return next;
}

/** Prices each item: the amount agreed, else the price list of today. @throws invalid_request for what has no price */
async function contentOf(context: ContractContext, tx: Tx, given: Given): Promise<OrderFormContent> {
  const { organizationId: _organization, items, ...rest } = given;
  if (!isProfessional(rest.client)) {
    throw wrong(
      'client.registrationNumber',
      'professionals_only',
      'Reserved for professionals: give a company or VAT number',
    );
  }
  const list = priceListOn(await priceLists(tx), rest.currency, await billingToday(context, tx));
  const priced = items.map((item, index) => {
    if (!findProduct(item.product)) throw wrong(`items.${index}.product`, 'unknown', 'No such product');
    const agreed = item.amount === null ? null : moneyFromDecimal(item.amount, rest.currency);
    const unitPrice = priceAt(item.product, { agreed, list });
    if (!unitPrice) throw wrong(`items.${index}.amount`, 'no_price', 'The price list does not have it: give an amount');
    return { product: item.product, quantity: item.quantity, amount: decimalText(unitPrice) };
  });
  return { ...rest, items: priced };
}

type Numbered = { readonly number: string; readonly version: number; readonly organizationId: string };

function newForm(context: ContractContext, actor: Actor, content: OrderFormContent, key: Numbered): OrderFormRow {
  return {
    ...key,
    id: newId(),
    state: 'draft',
    content,
    createdAt: context.clock.now(),
    createdByName: actor.name,
    ...{ sentAt: null, expiresAt: null, endedAt: null, linkHash: null, document: null, documentSha256: null },
    ...{ signatory: null, codeHash: null, codeExpiresAt: null, codeFailures: 0, codesSent: 0 },
    ...{ signedDocument: null, effectiveDate: null, endsOn: null },
  };
}

async function addForm(context: ContractContext, tx: Tx, actor: Actor, form: OrderFormRow): Promise<void> {
  await insertOrderForm(tx, form);
  await record(context, tx, form, { kind: 'created', actor: actor.name, details: { version: form.version } });
  await auditForm(context, tx, actor, { form, act: 'created' });
}

type Audited = { readonly form: OrderFormRow; readonly act: string };

export async function auditForm(context: ContractContext, tx: Tx, actor: Actor, { form, act }: Audited): Promise<void> {
  const { id, organizationId, number, version } = form;
  const subject = { kind: 'order_form', id, organizationId };
  await context.identity.audit(tx, actor, `contract.order_form.${act}`, subject, { number, version });
}

/** Staff draft an order form. @throws not_found, invalid_request */
export async function createOrderForm(context: ContractContext, actor: Actor, given: Given) {
  return context.db.transaction(operatorScope, async (tx) => {
    const { organizationId } = given;
    if (!(await context.identity.findOrganization(organizationId, tx))) throw appError('not_found');
    const content = await contentOf(context, tx, given);
    const key = { organizationId, number: await nextOrderFormNumber(tx), version: 1 };
    const form = newForm(context, actor, content, key);
    await addForm(context, tx, actor, form);
    return presentOrderForm(form);
  });
}

/** The order form, held. @throws not_found */
export async function requireForm(tx: Tx, orderFormId: string): Promise<OrderFormRow> {
  const form = await lockOrderForm(tx, orderFormId);
  if (!form) throw appError('not_found');
  return form;
}

/** Staff correct a draft. @throws not_found, conflict once it was sent, invalid_request */
export async function editOrderForm(context: ContractContext, actor: Actor, orderFormId: string, given: Given) {
  return context.db.transaction(operatorScope, async (tx) => {
    const form = await requireForm(tx, orderFormId);
    requireStep(form, 'edit');
    if (given.organizationId !== form.organizationId) throw appError('conflict');
    const content = await contentOf(context, tx, given);
    await updateOrderForm(tx, form.id, { content });
    await record(context, tx, form, { kind: 'edited', actor: actor.name });
    await auditForm(context, tx, actor, { form, act: 'edited' });
    return presentOrderForm({ ...form, content });
  });
}

/**
 * Staff make a new version of an order form that is not signed: the earlier one is void, and so is its link.
 * @throws not_found, conflict
 * @rule R-1.2-c
 */
export async function reviseOrderForm(context: ContractContext, actor: Actor, orderFormId: string) {
  return context.db.transaction(operatorScope, async (tx) => {
    const earlier = await requireForm(tx, orderFormId);
    const state = requireStep(earlier, 'supersede');
    await updateOrderForm(tx, earlier.id, { state, linkHash: null, endedAt: context.clock.now() });
    await record(context, tx, earlier, { kind: 'superseded', actor: actor.name });
    const { organizationId, number, version } = earlier;
    const form = newForm(context, actor, earlier.content, { organizationId, number, version: version + 1 });
    await addForm(context, tx, actor, form);
    return presentOrderForm(form);
  });
}

export function listOrderForms(context: ContractContext) {
  return context.db.read(operatorScope, async (tx) => ({ items: (await orderForms(tx)).map(presentOrderForm) }));
}

/** What was sent to the organization; drafts are the operator's. */
export function listOwnOrderForms(context: ContractContext, actor: Actor) {
  return context.db.read(scopeOf(actor), async (tx) => {
    const rows = await orderForms(tx, organizationOf(actor));
    return { items: rows.filter((row) => row.sentAt !== null).map(presentOrderForm) };
  });
}

/** The PDF that was sent, or the signed one. @throws not_found, also before there is one */
export function readDocument(context: ContractContext, actor: Actor, orderFormId: string, which: 'sent' | 'signed') {
  return context.db.read(scopeOf(actor), async (tx) => {
    const form = await findOrderForm(tx, orderFormId);
    const content = which === 'signed' ? form?.signedDocument : form?.document;
    if (!form || !content) throw appError('not_found');
    return presentPdf(form, content, sha256(content));
  });
}

/** Staff: the chain of what happened, as the verification reads it. @throws not_found */
export function readEvidence(context: ContractContext, orderFormId: string) {
  return context.db.read(operatorScope, async (tx) => {
    const form = await findOrderForm(tx, orderFormId);
    if (!form) throw appError('not_found');
    const entries = await evidenceOf(tx, form.id);
    return { format: 1 as const, orderFormId: form.id, number: form.number, entries };
  });
}
