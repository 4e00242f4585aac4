import { z } from 'zod';
import { id, instant, language } from '../../common.ts';
import { operation } from '../../operation.ts';
import { amount, currency } from './catalogue.ts';
import { day } from './policies.ts';

const since = '0.1';
const text = (longest: number) => z.string().trim().min(1).max(longest);
const optional = (longest: number) => text(longest).nullable().default(null);

const client = z.object({
  legalName: text(160),
  legalForm: text(60),
  registrationNumber: optional(40),
  vatNumber: optional(20),
  address: text(200),
  postalCode: text(20),
  city: text(80),
  country: z.string().regex(/^[A-Z]{2}$/),
  sizeClass: z.enum(['micro', 'small', 'medium', 'large', 'non_profit']),
});
const signatory = z.object({ name: text(120), email: z.email().max(254) });
const quantity = z.int().min(1).max(10_000);
/** Without an amount, that of the price list of today. */
const orderedItem = z.object({ product: z.string().max(60), quantity, amount: amount.nullable().default(null) });
const terms = {
  language,
  currency,
  periodicity: z.enum(['monthly', 'yearly']),
  /** 0: without commitment. */
  commitmentMonths: z.union([z.literal(0), z.literal(12), z.literal(24), z.literal(36)]),
  client,
  signatory,
};
const draft = z
  .object({ organizationId: id, ...terms, items: z.array(orderedItem).min(1).max(50) })
  .refine(({ periodicity, commitmentMonths }) => periodicity === 'monthly' || commitmentMonths > 0, {
    path: ['periodicity'],
    message: 'Yearly invoices need a commitment',
  });

const state = z.enum(['draft', 'sent', 'viewed', 'signed', 'declined', 'expired', 'superseded']);
const pricedItem = z.object({ product: z.string(), productName: z.string(), quantity, amount });

export const orderFormView = z.object({
  id,
  organizationId: id,
  number: z.string(),
  version: z.int(),
  state,
  ...terms,
  items: z.array(pricedItem),
  /** Without tax, in decimal text. */
  monthlyTotal: z.string(),
  createdAt: instant,
  createdByName: z.string(),
  sentAt: instant.nullable(),
  expiresAt: instant.nullable(),
  endedAt: instant.nullable(),
  effectiveDate: day.nullable(),
  endsOn: day.nullable(),
});
export type OrderFormView = z.infer<typeof orderFormView>;

const pdf = z.object({ fileName: z.string(), sha256: z.string(), contentBase64: z.string() });
const formParams = z.object({ orderFormId: id });
const staff = { access: 'staff', since, stability: 'beta' } as const;
const seller = z.object({
  legalName: text(160),
  address: text(300),
  registrationNumber: optional(40),
  vatNumber: optional(20),
});

export const readSeller = operation({
  ...staff,
  id: 'readSeller',
  method: 'GET',
  path: '/api/v1/operator/seller',
  summary: 'Who sells, as order forms say it (staff)',
  status: 200,
  reply: z.object({ seller: seller.nullable() }),
});

export const saveSeller = operation({
  ...staff,
  id: 'saveSeller',
  method: 'PUT',
  path: '/api/v1/operator/seller',
  summary: 'Say who sells; order forms sent earlier keep what they said (staff)',
  status: 204,
  body: seller,
});

export const listOrderForms = operation({
  ...staff,
  id: 'listOrderForms',
  method: 'GET',
  path: '/api/v1/operator/order-forms',
  summary: 'Order forms, newest first (staff)',
  status: 200,
  reply: z.object({ items: z.array(orderFormView) }),
});

export const createOrderForm = operation({
  ...staff,
  id: 'createOrderForm',
  method: 'POST',
  path: '/api/v1/operator/order-forms',
  summary: 'Draft an order form (staff)',
  status: 201,
  body: draft,
  reply: orderFormView,
});

export const editOrderForm = operation({
  ...staff,
  id: 'editOrderForm',
  method: 'PUT',
  path: '/api/v1/operator/order-forms/:orderFormId',
  summary: 'Correct a draft (staff)',
  status: 200,
  params: formParams,
  body: draft,
  reply: orderFormView,
});

export const sendOrderForm = operation({
  ...staff,
  id: 'sendOrderForm',
  method: 'POST',
  path: '/api/v1/operator/order-forms/:orderFormId/sending',
  summary: 'Freeze the document and mail its one-time link to the signatory (staff)',
  status: 200,
  params: formParams,
  /** `link` is null once it was mailed. */
  reply: z.object({ orderForm: orderFormView, link: z.string().nullable(), mailed: z.boolean() }),
});

export const reviseOrderForm = operation({
  ...staff,
  id: 'reviseOrderForm',
  method: 'POST',
  path: '/api/v1/operator/order-forms/:orderFormId/versions',
  summary: 'Make a new version of an order form that is not signed; the earlier one and its link are void (staff)',
  status: 201,
  params: formParams,
  reply: orderFormView,
});

export const readOrderFormEvidence = operation({
  ...staff,
  id: 'readOrderFormEvidence',
  method: 'GET',
  path: '/api/v1/operator/order-forms/:orderFormId/evidence',
  summary: 'The hash-chained evidence of an order form, for `npm run evidence` (staff)',
  status: 200,
  params: formParams,
  reply: z.object({
    format: z.literal(1),
    orderFormId: id,
    number: z.string(),
    entries: z.array(
      z.object({
        sequence: z.int(),
        kind: z.string(),
        at: z.string(),
        actor: z.string(),
        details: z.record(z.string(), z.unknown()),
        previousHash: z.string(),
        hash: z.string(),
      }),
    ),
  }),
});

const documentQuery = z.object({ which: z.enum(['sent', 'signed']).default('sent') });

export const readOrderFormDocument = operation({
  ...staff,
  id: 'readOrderFormDocument',
  method: 'GET',
  path: '/api/v1/operator/order-forms/:orderFormId/document',
  summary: 'The PDF that was sent, or the signed one (staff)',
  status: 200,
  params: formParams,
  query: documentQuery,
  reply: pdf,
});

export const listOwnOrderForms = operation({
  id: 'listOwnOrderForms',
  method: 'GET',
  path: '/api/v1/order-forms',
  summary: 'Order forms of the organization, newest first, without drafts',
  access: { permission: 'contract.order_form:read' },
  since,
  stability: 'beta',
  status: 200,
  reply: z.object({ items: z.array(orderFormView) }),
});

export const readOwnOrderFormDocument = operation({
  id: 'readOwnOrderFormDocument',
  method: 'GET',
  path: '/api/v1/order-forms/:orderFormId/document',
  summary: 'The PDF of an order form of the organization',
  access: { permission: 'contract.order_form:read' },
  since,
  stability: 'beta',
  status: 200,
  params: formParams,
  query: documentQuery,
  reply: pdf,
});

const linkParams = z.object({ token: z.string().min(20).max(100) });
const publicLink = { access: 'public', since, stability: 'beta' } as const;
const consent = z.enum(['general', 'data_processing', 'ai']);
const waiver = z.enum(['durable_medium', 'contract_summary', 'usage_monitoring', 'cap_warning', 'maximum_term']);

export const signatureView = z.object({
  orderForm: orderFormView,
  /** Texts that come with it; `required` ones must be accepted to sign. */
  terms: z.array(z.object({ document: consent, label: z.string(), textFr: z.string(), required: z.boolean() })),
  /** Rights that this client is asked to give up, one by one; none has to be. */
  waivers: z.array(waiver),
  codeSentAt: instant.nullable(),
});
export type SignatureView = z.infer<typeof signatureView>;

export const openOrderFormLink = operation({
  ...publicLink,
  id: 'openOrderFormLink',
  method: 'POST',
  path: '/api/v1/order-form-links/:token/opening',
  summary: 'See an order form through its one-time link; the first time counts as viewed',
  status: 200,
  params: linkParams,
  reply: signatureView,
});

export const readLinkedDocument = operation({
  ...publicLink,
  id: 'readLinkedDocument',
  method: 'GET',
  path: '/api/v1/order-form-links/:token/document',
  summary: 'The exact PDF that is signed, or the signed one once it is',
  status: 200,
  params: linkParams,
  reply: pdf,
});

export const requestSignatureCode = operation({
  ...publicLink,
  id: 'requestSignatureCode',
  method: 'POST',
  path: '/api/v1/order-form-links/:token/codes',
  summary: 'Declare identity and power to bind; mails a one-time code to the signatory',
  status: 202,
  params: linkParams,
  body: z.object({
    name: text(120),
    role: text(120),
    isLegalRepresentative: z.boolean(),
    declaresIdentityAndPower: z.literal(true),
  }),
  reply: z.object({ codeSentAt: instant }),
});

export const signOrderForm = operation({
  ...publicLink,
  id: 'signOrderForm',
  method: 'POST',
  path: '/api/v1/order-form-links/:token/signature',
  summary: 'Sign with the code, each consent given separately',
  status: 200,
  params: linkParams,
  body: z.object({
    code: z.string().regex(/^\d{6}$/),
    consents: z.array(consent).max(3),
    waivers: z.array(waiver).max(5),
  }),
  reply: signatureView,
});

export const declineOrderForm = operation({
  ...publicLink,
  id: 'declineOrderForm',
  method: 'POST',
  path: '/api/v1/order-form-links/:token/refusal',
  summary: 'Decline to sign',
  status: 200,
  params: linkParams,
  body: z.object({ reason: z.string().trim().max(500) }),
  reply: signatureView,
});
