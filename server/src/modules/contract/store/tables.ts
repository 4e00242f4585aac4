import type { EntitlementKey } from '@carillon/api';
import type { Currency } from '@carillon/money';
import type { DeadlineKind } from '../domain/deadlines.ts';
import type { PolicyLayer } from '../domain/policy.ts';
import type { TermsDocument } from '../domain/terms.ts';
import type { OrderFormEventRow, OrderFormRow, SellerIdentityRow } from './order-form-rows.ts';

type Instant = Temporal.Instant;

export type GrantRow = {
  organizationId: string;
  key: EntitlementKey;
  granted: boolean;
  countLimit: number | null;
  reason: string;
  ruleId: string | null;
  updatedAt: Instant;
};

/** A figure that differs from the terms as delivered. Only `withdrawnAt` is ever written later. */
export type PolicyChangeRow = {
  id: string;
  key: string;
  layer: PolicyLayer;
  /** Whose contract says it; null = the terms of everybody. */
  organizationId: string | null;
  /** JSON text on the way in, the value on the way out. */
  value: unknown;
  validFrom: Temporal.PlainDate;
  validTo: Temporal.PlainDate | null;
  reason: string;
  recordedAt: Instant;
  recordedByName: string;
  withdrawnAt: Instant | null;
};

/** Nothing of it is ever changed. */
export type TermsVersionRow = {
  id: string;
  document: TermsDocument;
  label: string;
  effectiveFrom: Temporal.PlainDate;
  textFr: string;
  textEn: string | null;
  /** Of the French text, which is the contract. */
  sha256: string;
  isSignificant: boolean;
  isNegative: boolean;
  isRegulatory: boolean;
  publishedAt: Instant;
  publishedOn: Temporal.PlainDate;
  publishedByName: string;
};

export type TermsAcceptanceRow = {
  id: string;
  organizationId: string;
  termsVersionId: string;
  /** Null: by the signature of an order form. */
  userId: string | null;
  name: string;
  isForOrganization: boolean;
  acceptedAt: Instant;
  sha256: string;
  ipAddress: string | null;
  userAgent: string | null;
};

export type NoticeDelivery = 'queued' | 'sent' | 'failed' | 'not_configured';

export type NoticeRow = {
  id: string;
  organizationId: string;
  kind: string;
  ruleId: string;
  subjectId: string;
  recipient: string;
  subject: string;
  body: string;
  bodySha256: string;
  createdAt: Instant;
  sentAt: Instant | null;
  delivery: NoticeDelivery;
  attempts: number;
};

export type PriceListRow = {
  id: string;
  currency: Currency;
  label: string;
  validFrom: Temporal.PlainDate;
  publishedAt: Instant;
  publishedByName: string;
};

export type PriceListItemRow = { priceListId: string; product: string; amountMinor: bigint };

export type DeadlineRow = {
  id: string;
  organizationId: string;
  orderFormId: string;
  kind: DeadlineKind;
  ruleId: string;
  dueAt: Instant;
  doneAt: Instant | null;
};

/** The tables of this module, by their names in code. */
export type ContractTables = {
  entitlementGrants: GrantRow;
  policyChanges: PolicyChangeRow;
  termsVersions: TermsVersionRow;
  termsAcceptances: TermsAcceptanceRow;
  notices: NoticeRow;
  priceLists: PriceListRow;
  priceListItems: PriceListItemRow;
  orderForms: OrderFormRow;
  orderFormEvents: OrderFormEventRow;
  sellerIdentities: SellerIdentityRow;
  contractDeadlines: DeadlineRow;
};
