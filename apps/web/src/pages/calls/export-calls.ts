import type { CallSummary } from '@carillon/api';
import type { TFunction } from 'i18next';
import { clockText, dateTimeText, type WhenStyle } from '../../lib/format.ts';
import { saveFile } from '../../lib/save-file.ts';

/** Exports what is on screen, in the words of the screen (RFC 4180; a leading BOM lets spreadsheets read UTF-8). */
export function exportCalls(calls: readonly CallSummary[], { t, style }: { t: TFunction; style: WhenStyle }): void {
  const head = [
    t('calls.when'),
    t('calls.direction'),
    t('calls.from'),
    t('common.number'),
    t('calls.to'),
    t('common.number'),
    t('calls.outcome'),
    t('call.rang'),
    t('calls.duration'),
  ];
  const rows = calls.map((call) => [
    dateTimeText(call.startedAt, style),
    t(`directions.${call.direction}`),
    call.from.name ?? '',
    call.from.number ?? '',
    call.to.name ?? '',
    call.to.number ?? '',
    call.outcome ? t(`outcomes.${call.outcome}`) : t('outcomes.live'),
    clockText(call.ringSeconds ?? 0),
    clockText(call.talkSeconds ?? 0),
  ]);
  const csv = [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
  saveFile(`carillon-${new Date().toISOString().slice(0, 10)}.csv`, `\uFEFF${csv}`, 'text/csv');
}

/** A cell that begins like a formula is quoted as text, so that a caller's name can't run in a spreadsheet. */
function cell(value: string): string {
  const safe = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
