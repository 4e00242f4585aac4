import { createHmac, randomInt } from 'node:crypto';
import type { BodyOf, contractOperations, SignatureView } from '@carillon/api';
import { serverText } from '@carillon/i18n';
import { hashToken, sameText } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId } from '#platform/ids';
import type { ContractContext } from '../context.ts';
import { writeOrderForm } from '../documents/order-form-document.ts';
import { orderTerm, waiversOffered } from '../domain/order-form.ts';
import { sha256 } from '../evidence/chain.ts';
import { presentOrderForm, presentPdf } from '../present-order-form.ts';
import type { OrderFormRow, Signatory } from '../store/order-form-rows.ts';
import { evidenceOf, lockOrderFormByLink, updateOrderForm } from '../store/order-forms.ts';
import { insertTermsAcceptance, termsVersions } from '../store/terms.ts';
import type { TermsVersionRow } from '../store/tables.ts';
import { planDeadlines } from './deadlines.ts';
import { record } from './evidence.ts';
import { requireStep } from './order-forms.ts';
import { billingToday, policyValue, wrong } from './policies.ts';
import { asAttached, documentFacts } from './send-order-form.ts';
import type { Visit } from './terms.ts';

const codeMinutes = 10;
const maxFailures = 5;
const maxCodes = 10;

/** The order form of a link that may still be used, or was; held. @throws link_expired */
async function formOfLink(context: ContractContext, tx: Tx, token: string): Promise<OrderFormRow> {
  const form = await lockOrderFormByLink(tx, hashToken(token));
  if (!form || form.state === 'expired' || isPast(context, form.expiresAt)) throw appError('link_expired');
  return form;
}

function isPast(context: ContractContext, at: Temporal.Instant | null): boolean {
  return at === null || Temporal.Instant.compare(at, context.clock.now()) <= 0;
}

/** The versions that the document names: what is signed is what was shown, whatever was published since. */
async function shownTerms(tx: Tx, form: OrderFormRow): Promise<TermsVersionRow[]> {
  const sent = (await evidenceOf(tx, form.id)).find(({ kind }) => kind === 'sent');
  const shown = (sent?.details['terms'] ?? []) as readonly { document: string; label: string }[];
  const versions = await termsVersions(tx);
  return shown.flatMap(
    ({ document, label }) => versions.find((row) => row.document === document && row.label === label) ?? [],
  );
}

/** AI may be left out: without its conditions its features stay closed (R-A6-b). */
const isRequired = ({ document }: TermsVersionRow) => document !== 'ai';

async function signatureView(tx: Tx, form: OrderFormRow): Promise<SignatureView> {
  const terms = await shownTerms(tx, form);
  return {
    orderForm: presentOrderForm(form),
    terms: terms.map((row) => {
      const { document, label, textFr } = row;
      return { document, label, textFr, required: isRequired(row) };
    }),
    waivers: [...waiversOffered(form.content.client)],
    codeSentAt: form.signatory?.codeSentAt ?? null,
  };
}

/** Opens the link; the first time is recorded as viewed. @throws link_expired */
export function openLink(context: ContractContext, token: string, visit: Visit): Promise<SignatureView> {
  return context.db.transaction(operatorScope, async (tx) => {
    const form = await formOfLink(context, tx, token);
    if (form.state !== 'sent') return signatureView(tx, form);
    const state = requireStep(form, 'view');
    await updateOrderForm(tx, form.id, { state });
    await record(context, tx, form, { kind: 'viewed', actor: form.content.signatory.name, details: { ...visit } });
    return signatureView(tx, { ...form, state });
  });
}

/** @throws link_expired */
export function readLinkedDocument(context: ContractContext, token: string) {
  return context.db.transaction(operatorScope, async (tx) => {
    const form = await formOfLink(context, tx, token);
    const content = form.signedDocument ?? form.document!;
    return presentPdf(form, content, sha256(content));
  });
}

type Declaration = BodyOf<typeof contractOperations.requestSignatureCode> & { readonly visit: Visit };

/** Six digits are guessable from their hash: a key of ours is mixed in. */
function hashCode(context: ContractContext, form: OrderFormRow, code: string): string {
  return createHmac('sha256', context.config.secretKey).update(`${form.id} ${code}`).digest('hex');
}

/**
 * The signatory declares who they are and that they may bind the client; a code goes to the address on the order form.
 * @throws link_expired, conflict, too_many_requests, not_configured without mail
 */
export async function requestCode(context: ContractContext, token: string, { visit, ...declared }: Declaration) {
  if (!context.mail.configured) throw appError('not_configured', { detail: 'Codes are mailed: set CARILLON_SMTP_URL' });
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const form = await context.db.transaction(operatorScope, async (tx) => {
    const found = await formOfLink(context, tx, token);
    if (found.state !== 'viewed') throw appError('conflict');
    if (found.codesSent >= maxCodes) throw appError('too_many_requests', { retryAfterSeconds: 3_600 });
    const now = context.clock.now().round('millisecond');
    const { name, role, isLegalRepresentative } = declared;
    const signatory: Signatory = { name, role, isLegalRepresentative, codeSentAt: now.toString() };
    const issued = { codeHash: hashCode(context, found, code), codeExpiresAt: now.add({ minutes: codeMinutes }) };
    const patch = { ...issued, signatory, codeFailures: 0, codesSent: found.codesSent + 1 };
    await updateOrderForm(tx, found.id, { ...patch, signatory: JSON.stringify(signatory) as never });
    const details = { ...declared, ...visit, channel: 'email', to: found.content.signatory.email };
    await record(context, tx, found, { kind: 'code_sent', actor: name, details });
    return { ...found, ...patch };
  });
  const { language, signatory } = form.content;
  const values = { name: declared.name, number: form.number, code };
  const write = (part: 'subject' | 'text') => serverText(language, `contract.code.${part}`, values);
  const { kind } = await context.mail.send({ to: signatory.email, subject: write('subject'), text: write('text') });
  if (kind !== 'sent') throw appError('unavailable', { detail: 'The code could not be mailed; try again' });
  return { codeSentAt: form.signatory.codeSentAt };
}

type Signing = BodyOf<typeof contractOperations.signOrderForm> & { readonly visit: Visit };

/**
 * Signs with the code. Signing twice, from two tabs or by a repeated click, signs once: the second is a conflict.
 * @throws link_expired, conflict, code_refused, invalid_request for a consent that is missing
 */
export async function signOrderForm(context: ContractContext, token: string, given: Signing): Promise<SignatureView> {
  // A wrong code is counted, hence committed, before it is refused.
  const outcome = await context.db.transaction(operatorScope, async (tx) => {
    const form = await formOfLink(context, tx, token);
    const state = requireStep(form, 'sign');
    const terms = await shownTerms(tx, form);
    requireConsents(terms, given.consents);
    if (await isWrongCode(context, tx, form, given)) return null;
    const signed = await sealSigned(context, tx, { form: { ...form, state }, terms, given });
    return { form: signed, view: await signatureView(tx, signed) };
  });
  if (!outcome) throw appError('code_refused');
  await mailSigned(context, outcome.form, token);
  return outcome.view;
}

function requireConsents(terms: readonly TermsVersionRow[], consents: readonly string[]): void {
  const missing = terms.find((row) => isRequired(row) && !consents.includes(row.document));
  if (missing) throw wrong('consents', 'missing', `${missing.label} must be accepted to sign`);
}

async function isWrongCode(context: ContractContext, tx: Tx, form: OrderFormRow, given: Signing): Promise<boolean> {
  const isUsable = form.codeHash !== null && !isPast(context, form.codeExpiresAt) && form.codeFailures < maxFailures;
  if (isUsable && sameText(form.codeHash!, hashCode(context, form, given.code))) return false;
  await updateOrderForm(tx, form.id, { codeFailures: form.codeFailures + 1 });
  await record(context, tx, form, {
    kind: 'code_refused',
    actor: form.signatory?.name ?? '?',
    details: { ...given.visit },
  });
  return true;
}

type Sealing = { readonly form: OrderFormRow; readonly terms: readonly TermsVersionRow[]; readonly given: Signing };

/** Records the signature, writes the signed document with its certificate, and binds the organization to the terms. */
async function sealSigned(context: ContractContext, tx: Tx, { form, terms, given }: Sealing): Promise<OrderFormRow> {
  const signatory = form.signatory!;
  const { email } = form.content.signatory;
  const signedAt = context.clock.now().round('millisecond');
  const timeZone = (await policyValue(tx, form.organizationId, 'tz', await billingToday(context, tx))) as string;
  const { effectiveDate, endsOn } = orderTerm(signedAt, { timeZone, commitmentMonths: form.content.commitmentMonths });
  const accepted = terms.filter(({ document }) => given.consents.includes(document));
  const waived = waiversOffered(form.content.client).filter((waiver) => given.waivers.includes(waiver));
  const dates = { effectiveDate: effectiveDate.toString(), endsOn: endsOn?.toString() ?? null };
  const details = {
    ...{ ...signatory, ...dates, ...given.visit, email, waived, documentSha256: form.documentSha256 },
    consents: accepted.map(asAttached),
  };
  const entry = await record(context, tx, form, { kind: 'signed', actor: signatory.name, details });
  const facts = await documentFacts(tx, form, { terms: terms.map(asAttached), at: form.sentAt! });
  const signedDocument = await writeOrderForm(facts, {
    ...{ ...signatory, ...dates, email, signedAt, waived, ipAddress: given.visit.ipAddress },
    consents: accepted.map(({ document }) => document),
    documentSha256: form.documentSha256!,
    evidenceHead: entry.hash,
  });
  await record(context, tx, form, {
    kind: 'sealed',
    actor: 'Carillon',
    details: { signedSha256: sha256(signedDocument) },
  });
  const patch = { state: form.state, signedDocument, effectiveDate, endsOn, endedAt: signedAt, codeHash: null };
  await updateOrderForm(tx, form.id, patch);
  await bind(context, tx, form, { accepted, visit: given.visit });
  await planDeadlines(tx, { ...form, ...patch }, effectiveDate);
  return { ...form, ...patch };
}

type Binding = { readonly accepted: readonly TermsVersionRow[]; readonly visit: Visit };

async function bind(context: ContractContext, tx: Tx, form: OrderFormRow, { accepted, visit }: Binding): Promise<void> {
  const { organizationId, id, number, version } = form;
  const { name } = form.signatory!;
  const facts = {
    organizationId,
    name,
    userId: null,
    isForOrganization: true,
    acceptedAt: context.clock.now(),
    ...visit,
  };
  for (const { id: termsVersionId, sha256: hash } of accepted) {
    await insertTermsAcceptance(tx, { ...facts, id: newId(), termsVersionId, sha256: hash });
  }
  const actor = { kind: 'system', name } as const;
  const subject = { kind: 'order_form', id, organizationId };
  await context.identity.audit(tx, actor, 'contract.order_form.signed', subject, { number, version });
}

async function mailSigned(context: ContractContext, form: OrderFormRow, token: string): Promise<void> {
  const { language, signatory } = form.content;
  const values = {
    name: signatory.name,
    number: form.number,
    day: form.effectiveDate!.toString(),
    until: form.expiresAt!.toString().slice(0, 10),
    link: `${context.config.publicUrl}/order-form/${token}`,
    sha256: sha256(form.signedDocument!),
  };
  const write = (part: 'subject' | 'text') => serverText(language, `contract.signed.${part}`, values);
  await context.mail.send({ to: signatory.email, subject: write('subject'), text: write('text') });
}

/** @throws link_expired, conflict */
export function declineOrderForm(context: ContractContext, token: string, given: { reason: string; visit: Visit }) {
  return context.db.transaction(operatorScope, async (tx) => {
    const form = await formOfLink(context, tx, token);
    const state = requireStep(form, 'decline');
    const endedAt = context.clock.now();
    await updateOrderForm(tx, form.id, { state, endedAt });
    const details = { reason: given.reason, ...given.visit };
    await record(context, tx, form, { kind: 'declined', actor: form.content.signatory.name, details });
    return signatureView(tx, { ...form, state, endedAt });
  });
}
