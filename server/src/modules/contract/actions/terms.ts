import type { BodyOf, contractOperations } from '@carillon/api';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId } from '#platform/ids';
import type { ContractContext } from '../context.ts';
import {
  earliestEffect,
  exitUntil,
  publishedOn,
  termsDocuments,
  termsInForce,
  type TermsDocument,
} from '../domain/terms.ts';
import { presentTermsVersion } from '../present-terms.ts';
import {
  findTermsVersion,
  insertTermsAcceptance,
  insertTermsVersion,
  organizationsBound,
  termsAcceptances,
  termsVersions,
} from '../store/terms.ts';
import type { TermsAcceptanceRow, TermsVersionRow } from '../store/tables.ts';
import { giveNotice } from './notices.ts';
import { billingToday, policyValue, wrong } from './policies.ts';

export function listTermsVersions(context: ContractContext) {
  return context.db.read(operatorScope, async (tx) => {
    const rows = await termsVersions(tx);
    return { items: rows.map((row) => presentTermsVersion(row, null)) };
  });
}

type NewTerms = BodyOf<typeof contractOperations.publishTerms>;

/**
 * Staff publish a version; every organization bound by an earlier one is told. A change takes effect when the notice is
 * over; the first version may hold at once. @throws invalid_request, already_exists
 * @rule R-13.3-a
 */
export async function publishTerms(context: ContractContext, actor: Actor, given: NewTerms) {
  return context.db.transaction(operatorScope, async (tx) => {
    const today = await billingToday(context, tx);
    const versions = await termsVersions(tx);
    const effectiveFrom = Temporal.PlainDate.from(given.effectiveFrom);
    const earlier = versions.filter(({ document }) => document === given.document);
    if (earlier.some(({ label, ...row }) => label === given.label || row.effectiveFrom.equals(effectiveFrom))) {
      throw appError('already_exists');
    }
    const noticeDays = (await policyValue(tx, null, 'terms.change_notice_days', today)) as number;
    const earliest = earlier.length === 0 ? today : earliestEffect(today, noticeDays);
    if (Temporal.PlainDate.compare(effectiveFrom, earliest) < 0) {
      throw wrong('effectiveFrom', 'too_early', `The change can take effect on ${earliest.toString()} at the earliest`);
    }
    const row = newVersion(context, actor, given, today);
    await insertTermsVersion(tx, row);
    if (earlier.length > 0) await announce(context, tx, row);
    const details = { document: row.document, label: row.label, effectiveFrom: given.effectiveFrom };
    await context.identity.audit(tx, actor, 'contract.terms.published', { kind: 'terms', id: row.id }, details);
    return presentTermsVersion(row, null);
  });
}

function newVersion(
  context: ContractContext,
  actor: Actor,
  given: NewTerms,
  publishedToday: Temporal.PlainDate,
): TermsVersionRow {
  return {
    ...given,
    id: newId(),
    effectiveFrom: Temporal.PlainDate.from(given.effectiveFrom),
    sha256: hashToken(given.textFr),
    publishedAt: context.clock.now(),
    publishedOn: publishedToday,
    publishedByName: actor.name,
  };
}

async function exitDayOf(
  tx: Tx,
  row: TermsVersionRow,
  organizationId: string | null,
): Promise<Temporal.PlainDate | null> {
  return exitUntil(row, (await policyValue(tx, organizationId, 'terms.exit_days', row.publishedOn)) as number);
}

async function announce(context: ContractContext, tx: Tx, row: TermsVersionRow): Promise<void> {
  for (const organizationId of await organizationsBound(tx)) {
    const exit = await exitDayOf(tx, row, organizationId);
    const values = {
      label: row.label,
      day: row.effectiveFrom.toString(),
      exit: exit?.toString() ?? '-',
      link: `${context.config.publicUrl}/account/terms`,
    };
    const draft = {
      organizationId,
      subjectId: row.id,
      values,
      text: 'contract.terms_changed',
      ruleId: 'R-13.3-a',
    } as const;
    await giveNotice(context, tx, draft);
  }
}

/** What a member is asked to accept, has accepted, and what is coming; by document. */
export function readTerms(context: ContractContext, actor: Actor) {
  const organizationId = organizationOf(actor);
  const userId = actor.kind === 'user' ? actor.userId : null;
  return context.db.read(scopeOf(actor), async (tx) => {
    const today = await billingToday(context, tx);
    const facts = { versions: await termsVersions(tx), accepted: await termsAcceptances(tx, organizationId), today };
    const items = [];
    for (const document of termsDocuments) {
      const item = await documentView(tx, facts, { document, organizationId, userId });
      if (item) items.push(item);
    }
    return { items };
  });
}

type TermsFacts = {
  readonly versions: readonly TermsVersionRow[];
  readonly accepted: readonly TermsAcceptanceRow[];
  readonly today: Temporal.PlainDate;
};
type Reader = { readonly document: TermsDocument; readonly organizationId: string; readonly userId: string | null };

async function documentView(tx: Tx, { versions, accepted, today }: TermsFacts, reader: Reader) {
  const { document, organizationId, userId } = reader;
  const byId = new Map(versions.map((row) => [row.id, row]));
  const current = byId.get(publishedOn(versions, document, today)?.id ?? '');
  const coming = versions.find(
    (row) => row.document === document && Temporal.PlainDate.compare(row.effectiveFrom, today) > 0,
  );
  if (!current && !coming) return null;
  const ours = new Set(accepted.filter((row) => row.isForOrganization).map((row) => row.termsVersionId));
  const bound = termsInForce(versions, ours, { document, on: today });
  const mine = accepted.find((row) => row.userId === userId && row.termsVersionId === current?.id);
  return {
    document,
    current: current ? presentTermsVersion(current, null) : null,
    coming: coming ? presentTermsVersion(coming, await exitDayOf(tx, coming, organizationId)) : null,
    bound: bound ? { versionId: bound.terms.id, by: bound.by } : null,
    acceptedByMeAt: mine?.acceptedAt.toString() ?? null,
  };
}

export type Visit = { readonly ipAddress: string; readonly userAgent: string | null };
type Acceptance = { readonly versionId: string; readonly forOrganization: boolean; readonly visit: Visit };

/**
 * A member accepts a version for themself, or a super-administrator in the organization's name. Twice is once.
 * @throws not_found, forbidden
 * @rule R-0-b
 */
export async function acceptTerms(context: ContractContext, actor: Actor, given: Acceptance): Promise<void> {
  if (actor.kind !== 'user') throw appError('forbidden');
  if (given.forOrganization && actor.role !== 'super_admin') throw appError('forbidden');
  await context.db.transaction(scopeOf(actor), async (tx) => {
    const version = await findTermsVersion(tx, given.versionId);
    if (!version) throw appError('not_found');
    const { userId, organizationId, name } = actor;
    const facts = { organizationId, userId, name, termsVersionId: version.id, sha256: version.sha256, ...given.visit };
    for (const isForOrganization of given.forOrganization ? [true, false] : [false]) {
      const row = { ...facts, id: newId(), isForOrganization, acceptedAt: context.clock.now() };
      await insertTermsAcceptance(tx, row);
    }
    const details = { label: version.label, document: version.document, forOrganization: given.forOrganization };
    await context.identity.audit(tx, actor, 'contract.terms.accepted', { kind: 'terms', id: version.id }, details);
  });
}

/** Administrators: who accepted which version, when; newest first. */
export function listAcceptances(context: ContractContext, actor: Actor) {
  return context.db.read(scopeOf(actor), async (tx) => {
    const versions = new Map((await termsVersions(tx)).map((row) => [row.id, row]));
    const rows = await termsAcceptances(tx, organizationOf(actor));
    const items = rows.toReversed().map(({ id, name, isForOrganization, acceptedAt, termsVersionId }) => {
      const { document, label } = versions.get(termsVersionId)!;
      return { id, name, document, label, isForOrganization, acceptedAt: acceptedAt.toString() };
    });
    return { items };
  });
}
