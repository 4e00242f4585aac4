import { serverText } from '@carillon/i18n';
import type { Actor } from '#platform/actor';
import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { randomToken } from '#platform/ids';
import type { ContractContext } from '../context.ts';
import { writeOrderForm, type AttachedTerms, type OrderFormDocument } from '../documents/order-form-document.ts';
import { publishedOn, termsDocuments } from '../domain/terms.ts';
import { sha256 } from '../evidence/chain.ts';
import { presentOrderForm, productName } from '../present-order-form.ts';
import type { OrderFormRow } from '../store/order-form-rows.ts';
import { findSeller, updateOrderForm } from '../store/order-forms.ts';
import { termsVersions } from '../store/terms.ts';
import type { TermsVersionRow } from '../store/tables.ts';
import { record } from './evidence.ts';
import { auditForm, requireForm, requireStep } from './order-forms.ts';
import { billingToday, policyValue } from './policies.ts';

/** The versions of the terms that an order form comes with: those published by now. */
export async function attachedVersions(tx: Tx, today: Temporal.PlainDate): Promise<TermsVersionRow[]> {
  const versions = await termsVersions(tx);
  const current = termsDocuments.flatMap((document) => publishedOn(versions, document, today)?.id ?? []);
  return versions.filter(({ id }) => current.includes(id)).toSorted(byDocument);
}

const byDocument = (left: TermsVersionRow, right: TermsVersionRow) =>
  termsDocuments.indexOf(left.document) - termsDocuments.indexOf(right.document);

export function asAttached({ document, label, effectiveFrom, sha256: hash }: TermsVersionRow): AttachedTerms {
  return { document, label, effectiveFrom: effectiveFrom.toString(), sha256: hash };
}

/** Everything that the PDF says. @throws not_configured before staff said who sells */
export async function documentFacts(
  tx: Tx,
  form: OrderFormRow,
  { terms, at }: { readonly terms: readonly AttachedTerms[]; readonly at: Temporal.Instant },
): Promise<OrderFormDocument> {
  const seller = await findSeller(tx);
  if (!seller) throw appError('not_configured', { detail: 'Say who sells before an order form is sent' });
  const { number, version, content } = form;
  const codes = content.items.map(({ product }) => product);
  const productNames = new Map(codes.map((code) => [code, productName(code, content.language)]));
  return { number, version, seller, content, terms, productNames, at };
}

/**
 * Staff freeze the document and mail its one-time link, of which only the hash is kept. Without mail the answer carries
 * the link. @throws not_found, conflict when it is no draft, not_configured
 * @rule R-1.2-a
 */
export async function sendOrderForm(context: ContractContext, actor: Actor, orderFormId: string) {
  const token = randomToken(32);
  const sent = await context.db.transaction(operatorScope, (tx) => freeze(context, tx, actor, { orderFormId, token }));
  const link = `${context.config.publicUrl}/order-form/${token}`;
  const { name, email } = sent.form.content.signatory;
  const values = { name, link, seller: sent.seller, number: sent.form.number, until: sent.until };
  const { language } = sent.form.content;
  const write = (part: 'subject' | 'text') => serverText(language, `contract.order_form.${part}`, values);
  const { kind } = await context.mail.send({ to: email, subject: write('subject'), text: write('text') });
  const mailed = kind === 'sent';
  await context.db.transaction(operatorScope, async (tx) => {
    await record(context, tx, await requireForm(tx, orderFormId), {
      kind: 'mailed',
      actor: 'Carillon',
      details: { outcome: kind },
    });
  });
  return { orderForm: presentOrderForm(sent.form), link: mailed ? null : link, mailed };
}

async function freeze(
  context: ContractContext,
  tx: Tx,
  actor: Actor,
  { orderFormId, token }: { readonly orderFormId: string; readonly token: string },
) {
  const form = await requireForm(tx, orderFormId);
  const state = requireStep(form, 'send');
  const today = await billingToday(context, tx);
  const linkDays = (await policyValue(tx, form.organizationId, 'order_form.link_days', today)) as number;
  const sentAt = context.clock.now().round('millisecond');
  const terms = (await attachedVersions(tx, today)).map(asAttached);
  const facts = await documentFacts(tx, form, { terms, at: sentAt });
  const document = await writeOrderForm(facts);
  const documentSha256 = sha256(document);
  const expiresAt = sentAt.add({ hours: linkDays * 24 });
  const patch = { state, sentAt, expiresAt, document, documentSha256, linkHash: hashToken(token) };
  await updateOrderForm(tx, form.id, patch);
  const details = { documentSha256, terms, seller: facts.seller, content: form.content };
  await record(context, tx, form, { kind: 'sent', actor: actor.name, details });
  await auditForm(context, tx, actor, { form, act: 'sent' });
  return {
    form: { ...form, ...patch },
    seller: facts.seller.legalName,
    until: today.add({ days: linkDays }).toString(),
  };
}
