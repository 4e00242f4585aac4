import { price, readPrecise, type Currency, type Precise } from '@carillon/money';
import { destinationKinds, type DestinationKind, type Rate } from './rate.ts';

/** A line of a file, by the names of its columns; columns that it does not know are left alone. */
export type RateRow = Readonly<Record<string, string | undefined>>;

export type RowProblem = {
  /** Line of the file, the heading being line 1. */
  readonly line: number;
  readonly column: RateColumn;
  readonly code:
    | 'missing'
    | 'not_digits'
    | 'not_a_price'
    | 'negative'
    | 'not_seconds'
    | 'unknown_kind'
    | 'not_a_country'
    | 'not_a_date'
    | 'twice';
  /** What stands there. */
  readonly found: string;
};

export const rateColumns = [
  'prefix',
  'destination',
  'country',
  'kind',
  'zone',
  'rate',
  'connect_fee',
  'first',
  'next',
  'valid_from',
] as const;
export type RateColumn = (typeof rateColumns)[number];

export type ReadRates<C extends Currency> = {
  readonly rates: readonly Rate<C>[];
  readonly problems: readonly RowProblem[];
};

type Note = (column: RateColumn, code: RowProblem['code'], found: string) => void;

/**
 * Reads the rows of a rate file (spec C.3). Every wrong cell is told with its line; the rates of right lines are there
 * all the same, for a preview, but a card is made only of files without problems. Empty increments are 60 (K6), an
 * empty connection fee is 0.
 */
export function readRates<C extends Currency>(rows: readonly RateRow[], currency: C): ReadRates<C> {
  const problems: RowProblem[] = [];
  const seen = new Set<string>();
  const rates = rows.flatMap((row, index) => {
    const before = problems.length;
    const note: Note = (column, code, found) => void problems.push({ line: index + 2, column, code, found });
    const rate = readRate(row, currency, note);
    const key = `${rate.prefix} ${rate.validFrom ?? ''}`;
    if (seen.has(key)) note('prefix', 'twice', rate.prefix);
    seen.add(key);
    return problems.length === before ? [rate] : [];
  });
  return { rates, problems };
}

function readRate<C extends Currency>(row: RateRow, currency: C, note: Note): Rate<C> {
  const cell = (column: RateColumn): string => row[column]?.trim() ?? '';
  return {
    prefix: readPrefix(cell('prefix'), note),
    destination: cell('destination') || (note('destination', 'missing', ''), ''),
    country: readCountry(cell('country'), note),
    kind: readKind(cell('kind'), note),
    zone: cell('zone') || null,
    price: {
      pricePerMinute: price(readPrice('rate', cell('rate'), note), currency),
      connectionFee: price(readPrice('connect_fee', cell('connect_fee') || '0', note), currency),
      initialSeconds: readSeconds('first', cell('first'), note),
      nextSeconds: readSeconds('next', cell('next'), note),
    },
    validFrom: readDay(cell('valid_from'), note),
  };
}

function readPrefix(text: string, note: Note): string {
  const digits = text.replace(/^\+|^00/, '').replaceAll(/[\s.-]/g, '');
  if (text === '') note('prefix', 'missing', text);
  else if (!/^\d{1,15}$/.test(digits)) note('prefix', 'not_digits', text);
  return digits;
}

function readCountry(text: string, note: Note): string | null {
  if (text === '') return null;
  const code = text.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) note('country', 'not_a_country', text);
  return code;
}

function readKind(text: string, note: Note): DestinationKind {
  const kind = destinationKinds.find((each) => each === text.toLowerCase());
  if (kind === undefined) note('kind', text === '' ? 'missing' : 'unknown_kind', text);
  return kind ?? 'special';
}

/** A decimal with a point or a comma: files come from spreadsheets of every language. */
function readPrice(column: RateColumn, text: string, note: Note): Precise | '0' {
  if (text === '') note(column, 'missing', text);
  const read = readPrecise(text.replace(',', '.'));
  if (read.kind === 'precise' && !read.value.startsWith('-')) return read.value;
  if (text !== '') note(column, read.kind === 'precise' ? 'negative' : 'not_a_price', text);
  return '0';
}

const usualSeconds = 60;

function readSeconds(column: RateColumn, text: string, note: Note): number {
  if (text === '') return usualSeconds;
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds < 1) note(column, 'not_seconds', text);
  return Math.max(1, seconds);
}

function readDay(text: string, note: Note): string | null {
  if (text === '') return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    note('valid_from', 'not_a_date', text);
    return null;
  }
}
