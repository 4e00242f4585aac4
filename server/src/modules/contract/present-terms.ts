import type { TermsVersionView } from '@carillon/api';
import type { TermsVersionRow } from './store/tables.ts';

export function presentTermsVersion(row: TermsVersionRow, exit: Temporal.PlainDate | null): TermsVersionView {
  const { id, document, label, textFr, textEn, sha256, isSignificant, isNegative, isRegulatory, publishedByName } = row;
  return {
    ...{ id, document, label, textFr, textEn, sha256, isSignificant, isNegative, isRegulatory, publishedByName },
    effectiveFrom: row.effectiveFrom.toString(),
    publishedAt: row.publishedAt.toString(),
    exitUntil: exit?.toString() ?? null,
  };
}
