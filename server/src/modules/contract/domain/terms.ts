import { lastDayAfter } from '@carillon/calendar';

type Day = Temporal.PlainDate;

export const termsDocuments = ['general', 'data_processing', 'ai'] as const;
export type TermsDocument = (typeof termsDocuments)[number];

/** How staff classified a change of the terms. */
export type TermsChange = {
  /** It significantly affects what the service does. */
  readonly isSignificant: boolean;
  /** It affects substantial elements negatively. */
  readonly isNegative: boolean;
  /** A regulation imposes it. */
  readonly isRegulatory: boolean;
};

export type DatedTerms = TermsChange & {
  readonly id: string;
  readonly document: TermsDocument;
  readonly effectiveFrom: Day;
  /** The day on which organizations were told. */
  readonly publishedOn: Day;
};

/**
 * The first day on which a change announced today may take effect.
 * @rule R-13.3-a
 */
export function earliestEffect(announcedOn: Day, noticeDays: number): Day {
  return lastDayAfter(announcedOn, { days: noticeDays });
}

/**
 * Until which day, 24:00, an organization may leave without indemnity because of a change; null when it may not: the
 * change is imposed by regulation, or is not both significant and negative.
 * @rule R-13.3-b, R-13.3-d
 */
export function exitUntil(change: TermsChange & { readonly publishedOn: Day }, exitDays: number): Day | null {
  if (change.isRegulatory || !change.isSignificant || !change.isNegative) return null;
  return lastDayAfter(change.publishedOn, { days: exitDays });
}

const byEffect = (left: DatedTerms, right: DatedTerms) =>
  Temporal.PlainDate.compare(left.effectiveFrom, right.effectiveFrom);

/** The version that new organizations are asked to accept on a day; null before the first one. */
export function publishedOn(versions: readonly DatedTerms[], document: TermsDocument, on: Day): DatedTerms | null {
  const begun = versions.filter((version) => version.document === document && isBegun(version, on));
  return begun.toSorted(byEffect).at(-1) ?? null;
}

function isBegun(version: DatedTerms, on: Day): boolean {
  return Temporal.PlainDate.compare(version.effectiveFrom, on) <= 0;
}

/**
 * The version that binds an organization on a day: the last one that it accepted cancels and replaces the earlier ones,
 * whichever order form they came with; a later version that took effect while it went on is accepted by use.
 * @param accepted ids of the versions accepted in the organization's name
 * @rule R-1.2-b, R-13.3-c, R-0-c
 */
export function termsInForce(
  versions: readonly DatedTerms[],
  accepted: ReadonlySet<string>,
  { document, on }: { readonly document: TermsDocument; readonly on: Day },
): { readonly terms: DatedTerms; readonly by: 'acceptance' | 'use' } | null {
  const ofDocument = versions.filter((version) => version.document === document).toSorted(byEffect);
  const lastAccepted = ofDocument.findLast((version) => accepted.has(version.id));
  if (!lastAccepted) return null;
  const current = publishedOn(versions, document, on);
  if (!current || byEffect(current, lastAccepted) <= 0) return { terms: lastAccepted, by: 'acceptance' };
  return { terms: current, by: 'use' };
}
