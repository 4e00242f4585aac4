import { telephonyEnglish } from './telephony-texts.en.ts';
import { telephonyFrench, type TelephonyTextKey } from './telephony-texts.fr.ts';

export type { TelephonyTextKey } from './telephony-texts.fr.ts';

const catalogues: Readonly<Record<string, Readonly<Record<TelephonyTextKey, string>>>> = {
  fr: telephonyFrench,
  en: telephonyEnglish,
};

const isKey = (key: string): key is TelephonyTextKey => key in telephonyFrench;

/**
 * The sentence of a call's failure (`telephony.failure.…`) or of one of its decisions (`telephony.trace.…`), with
 * `{name}` marks replaced by `values`. A `cause` among the values is itself said in words. Undefined for unknown keys.
 */
export function telephonyText(
  language: string,
  key: string,
  values: Readonly<Record<string, string>> = {},
): string | undefined {
  if (!isKey(key)) return undefined;
  const catalogue = catalogues[language] ?? telephonyFrench;
  return catalogue[key].replace(/\{(\w+)\}/g, (mark, name: string) => {
    const value = values[name];
    if (value === undefined) return mark;
    const causeKey = `telephony.failure.${value}`;
    return name === 'cause' && isKey(causeKey) ? catalogue[causeKey] : value;
  });
}
