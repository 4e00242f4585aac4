import { formatNumber, parseNumber } from '@carillon/telnum';
import type { Trunk } from './trunk.ts';

/** The country in which carriers write national numbers. */
const country = 'FR';

/** A number (E.164, or a short number) as this carrier wants it. */
export function formatForTrunk(number: string, format: Trunk['numberFormat']): string {
  if (!number.startsWith('+')) return number;
  if (format === 'e164_plus') return number;
  if (format === 'e164') return number.slice(1);
  const national = formatNumber(number, 'national', country).replace(/\D/g, '');
  return formatNumber(number, 'national', country).startsWith('+') ? `00${number.slice(1)}` : national;
}

/** A number as carriers write it, as E.164; null when it is none (anonymous, a name). */
export function readTrunkNumber(text: string, format: Trunk['numberFormat']): string | null {
  const digits = /^\+?\d+$/.test(text) ? text : null;
  if (digits === null) return null;
  // "33199001234" is international here and would be nonsense nationally.
  if (format === 'e164' && !digits.startsWith('+') && !digits.startsWith('0')) return asE164(`+${digits}`);
  return asE164(digits) ?? (digits.startsWith('+') ? null : asE164(`+${digits}`));
}

function asE164(text: string): string | null {
  const parsed = parseNumber(text, { country });
  return parsed.kind === 'e164' ? parsed.e164 : null;
}
