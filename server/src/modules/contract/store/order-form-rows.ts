import type { BodyOf, contractOperations } from '@carillon/api';
import type { OrderFormState } from '../domain/order-form.ts';

type Instant = Temporal.Instant;
type Given = BodyOf<typeof contractOperations.createOrderForm>;

/** What an order form says; each item has its price from the day it is written. */
export type OrderFormContent = Omit<Given, 'organizationId' | 'items'> & {
  readonly items: readonly { readonly product: string; readonly quantity: number; readonly amount: string }[];
};
export type SellerIdentity = BodyOf<typeof contractOperations.saveSeller>;
export type Signatory = {
  readonly name: string;
  readonly role: string;
  readonly isLegalRepresentative: boolean;
  readonly codeSentAt: string;
};

export type OrderFormRow = {
  id: string;
  organizationId: string;
  number: string;
  version: number;
  state: OrderFormState;
  content: OrderFormContent;
  createdAt: Instant;
  createdByName: string;
  sentAt: Instant | null;
  expiresAt: Instant | null;
  endedAt: Instant | null;
  linkHash: string | null;
  document: Buffer | null;
  documentSha256: string | null;
  signatory: Signatory | null;
  codeHash: string | null;
  codeExpiresAt: Instant | null;
  codeFailures: number;
  codesSent: number;
  signedDocument: Buffer | null;
  effectiveDate: Temporal.PlainDate | null;
  endsOn: Temporal.PlainDate | null;
};

export type OrderFormEventRow = {
  orderFormId: string;
  organizationId: string;
  sequence: number;
  kind: string;
  at: Instant;
  actor: string;
  details: Record<string, unknown>;
  previousHash: string;
  hash: string;
};

export type SellerIdentityRow = { id: string; content: SellerIdentity; recordedAt: Instant };
