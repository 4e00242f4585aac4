import { z } from 'zod';
import { id, instant } from '../../common.ts';
import { operation } from '../../operation.ts';
import { day } from './policies.ts';

const since = '0.1';
const document = z.enum(['general', 'data_processing', 'ai']);
const text = z.string().trim().min(1).max(400_000);
const label = z.string().trim().min(1).max(60);

export const termsVersionView = z.object({
  id,
  /** The terms with their annexes, the data processing agreement, or the conditions of AI. */
  document,
  label,
  effectiveFrom: day,
  textFr: z.string(),
  textEn: z.string().nullable(),
  sha256: z.string(),
  isSignificant: z.boolean(),
  isNegative: z.boolean(),
  isRegulatory: z.boolean(),
  publishedAt: instant,
  publishedByName: z.string(),
  /** Last day on which the organization may leave because of it; null when it may not, or nobody in particular asks. */
  exitUntil: day.nullable(),
});
export type TermsVersionView = z.infer<typeof termsVersionView>;

export const listTermsVersions = operation({
  id: 'listTermsVersions',
  method: 'GET',
  path: '/api/v1/operator/terms',
  summary: 'Every version of the terms (staff)',
  access: 'staff',
  since,
  stability: 'beta',
  status: 200,
  reply: z.object({ items: z.array(termsVersionView) }),
});

export const publishTerms = operation({
  id: 'publishTerms',
  method: 'POST',
  path: '/api/v1/operator/terms',
  summary: 'Publish a version of the terms; organizations bound by an earlier one are told (staff)',
  access: 'staff',
  since,
  stability: 'beta',
  status: 201,
  body: z.object({
    document,
    label,
    effectiveFrom: day,
    textFr: text,
    textEn: text.nullable().default(null),
    isSignificant: z.boolean(),
    isNegative: z.boolean(),
    isRegulatory: z.boolean(),
  }),
  reply: termsVersionView,
});

export const readTerms = operation({
  id: 'readTerms',
  method: 'GET',
  path: '/api/v1/terms',
  summary: 'The terms: what holds, what is coming, and whether the signed-in member accepted them',
  access: 'member',
  since,
  stability: 'beta',
  status: 200,
  reply: z.object({
    items: z.array(
      z.object({
        document,
        current: termsVersionView.nullable(),
        coming: termsVersionView.nullable(),
        /** The version that binds the organization: accepted, or by use after it took effect. */
        bound: z.object({ versionId: id, by: z.enum(['acceptance', 'use']) }).nullable(),
        acceptedByMeAt: instant.nullable(),
      }),
    ),
  }),
});

export const acceptTerms = operation({
  id: 'acceptTerms',
  method: 'POST',
  path: '/api/v1/terms/:versionId/acceptances',
  summary: 'Accept a version of the terms; a super-administrator may do it for the organization',
  access: 'member',
  since,
  stability: 'beta',
  status: 204,
  params: z.object({ versionId: id }),
  body: z.object({ forOrganization: z.boolean() }),
});

export const listTermsAcceptances = operation({
  id: 'listTermsAcceptances',
  method: 'GET',
  path: '/api/v1/terms/acceptances',
  summary: 'Who accepted which version of the terms, newest first',
  access: { permission: 'identity.user:manage' },
  since,
  stability: 'beta',
  status: 200,
  reply: z.object({
    items: z.array(
      z.object({ id, name: z.string(), document, label, isForOrganization: z.boolean(), acceptedAt: instant }),
    ),
  }),
});
