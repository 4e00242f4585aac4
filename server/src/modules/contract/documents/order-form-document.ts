import { formatMoney, moneyFromDecimal, multiply, type Money } from '@carillon/money';
import { orderTotal, type Waiver } from '../domain/order-form.ts';
import type { OrderFormContent, SellerIdentity } from '../store/order-form-rows.ts';
import { orderFormText, type OrderFormText } from './order-form-texts.ts';
import { writePdf, type PdfBlock } from './pdf.ts';

export type AttachedTerms = {
  readonly document: 'general' | 'data_processing' | 'ai';
  readonly label: string;
  readonly effectiveFrom: string;
  readonly sha256: string;
};

export type OrderFormDocument = {
  readonly number: string;
  readonly version: number;
  readonly seller: SellerIdentity;
  readonly content: OrderFormContent;
  readonly terms: readonly AttachedTerms[];
  /** Names of products in the language of the order form. */
  readonly productNames: ReadonlyMap<string, string>;
  readonly at: Temporal.Instant;
};

export type Certificate = {
  readonly name: string;
  readonly role: string;
  readonly email: string;
  readonly isLegalRepresentative: boolean;
  readonly signedAt: Temporal.Instant;
  readonly codeSentAt: string;
  readonly ipAddress: string;
  readonly effectiveDate: string;
  readonly endsOn: string | null;
  readonly consents: readonly ('general' | 'data_processing' | 'ai')[];
  readonly waived: readonly Waiver[];
  readonly documentSha256: string;
  readonly evidenceHead: string;
};

type Write = ReturnType<typeof orderFormText>;
const consentTexts = { general: 'consentGeneral', data_processing: 'consentData', ai: 'consentAi' } as const;

/** The order form as the signatory sees it; with `certificate`, as both keep it after the signature. */
export function writeOrderForm(form: OrderFormDocument, certificate: Certificate | null = null): Promise<Buffer> {
  const { language } = form.content;
  const write = orderFormText(language);
  const title = write('title', { number: form.number, version: String(form.version) });
  const blocks = [
    { kind: 'title', text: title } as const,
    ...partyBlocks(form, write),
    ...itemBlocks(form, write),
    ...termBlocks(form, write),
    ...(certificate ? certificateBlocks(certificate, write) : []),
  ];
  return writePdf(blocks, { title, language: language === 'en' ? 'en-GB' : 'fr-FR', at: form.at });
}

const heading = (text: string): PdfBlock => ({ kind: 'heading', text });
const paragraph = (text: string): PdfBlock => ({ kind: 'text', text });

function partyBlocks({ seller, content }: OrderFormDocument, write: Write): PdfBlock[] {
  const { client, signatory } = content;
  const numbers = (registration: string | null, vat: string | null) =>
    write('numbers', { registration: registration ?? '-', vat: vat ?? '-' });
  const place = `${client.address}, ${client.postalCode} ${client.city}, ${client.country}`;
  return [
    heading(write('seller')),
    paragraph([seller.legalName, seller.address, numbers(seller.registrationNumber, seller.vatNumber)].join('\n')),
    heading(write('client')),
    paragraph(
      [`${client.legalName} (${client.legalForm})`, place, numbers(client.registrationNumber, client.vatNumber)].join(
        '\n',
      ),
    ),
    heading(write('signatory')),
    paragraph(`${signatory.name}, ${signatory.email}`),
  ];
}

function itemBlocks({ content, productNames }: OrderFormDocument, write: Write): PdfBlock[] {
  const { currency, periodicity, language } = content;
  const text = (amount: Money) => formatMoney(amount, language === 'en' ? 'en-GB' : 'fr-FR');
  const items = content.items.map((item) => ({ ...item, unitPrice: moneyFromDecimal(item.amount, currency) }));
  const rows = items.map(({ product, quantity, unitPrice }) => [
    productNames.get(product) ?? product,
    String(quantity),
    text(unitPrice),
    text(multiply(unitPrice, BigInt(quantity))),
  ]);
  const head = [write('product'), write('quantity'), write('unitPrice'), write('amount')];
  const blocks: PdfBlock[] = [
    heading(write('items')),
    { kind: 'table', head, rows, widths: [200, 70, 105, 108] },
    paragraph(write('monthly', { amount: text(orderTotal(items, currency, 1)) })),
  ];
  if (periodicity === 'yearly')
    blocks.push(paragraph(write('periodic', { amount: text(orderTotal(items, currency, 12)) })));
  return blocks;
}

function termBlocks({ content, terms }: OrderFormDocument, write: Write): PdfBlock[] {
  const { commitmentMonths } = content;
  const term =
    commitmentMonths === 0 ? write('noCommitment') : write('commitment', { months: String(commitmentMonths) });
  const accepted = terms.map(({ document, label, effectiveFrom, sha256 }) =>
    write('document', { name: write(document), label, day: effectiveFrom, sha256 }),
  );
  return [
    heading(write('terms')),
    paragraph(`${term}\n${write('precedence')}`),
    heading(write('accepted')),
    ...accepted.map((text): PdfBlock => ({ kind: 'small', text })),
  ];
}

function certificateBlocks(certificate: Certificate, write: Write): PdfBlock[] {
  const { name, role, email, isLegalRepresentative, ipAddress, effectiveDate, endsOn } = certificate;
  const at = (instant: string) => instant.slice(0, 19).replace('T', ' ');
  const capacity = write(isLegalRepresentative ? 'legal' : 'delegate');
  const ticked: OrderFormText[] = [
    ...certificate.consents.map((consent) => consentTexts[consent]),
    ...certificate.waived,
  ];
  return [
    { kind: 'new_page' },
    { kind: 'title', text: write('certificate') },
    paragraph(write('certificateLead')),
    paragraph(write('signedBy', { name, role, email })),
    paragraph(write('signedAt', { at: at(certificate.signedAt.toString()), ip: ipAddress })),
    paragraph(write('codeAt', { at: at(certificate.codeSentAt) })),
    paragraph(write('powers', { capacity })),
    paragraph(write('effective', { day: effectiveDate, end: endsOn ?? '-' })),
    heading(write('consents')),
    paragraph(ticked.map((key) => `☑ ${write(key)}`).join('\n')),
    { kind: 'small', text: write('shown', { sha256: certificate.documentSha256 }) },
    { kind: 'small', text: write('head', { hash: certificate.evidenceHead }) },
  ];
}
