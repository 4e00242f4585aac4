import type { TFunction } from 'i18next';

/** A figure as it is typed: texts and numbers as they are, lists and records as JSON. */
export function figureText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Units that say nothing beside a value: a choice, a count, an amount with its currency. */
const unitsInWords = new Set(
  (
    'days months seconds hours percent minutes working_days amount_per_minute characters years ' +
    'percentage_points gigabytes'
  ).split(' '),
);

/** A figure as people read it: "15 secondes", "EUR 10.00, GBP 10.00", "opus, PCMA, PCMU". */
export function shownFigure(value: unknown, unit: string, t: TFunction): string {
  const words = unitsInWords.has(unit) ? ` ${t(`policies.units.${unit}`)}` : '';
  return `${shownValue(value, t)}${words}`;
}

function shownValue(value: unknown, t: TFunction): string {
  if (typeof value === 'boolean') return value ? t('policies.yes') : t('policies.no');
  if (Array.isArray(value)) return value.map((each) => shownValue(each, t)).join(', ');
  if (typeof value !== 'object' || value === null) return figureText(value);
  return Object.entries(value)
    .map(([name, each]) => `${name} ${shownValue(each, t)}`)
    .join(', ');
}

/** What staff typed: JSON when it is, else text. Decimal figures are text, so that no binary fraction comes in. */
export function readFigure(text: string, model: unknown): unknown {
  if (typeof model === 'string') return text.trim();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
