import { cleanDialled, parseNumber } from '@carillon/telnum';

/** How the server understands what was dialled, before anybody is looked up. */
export type Destination =
  /** Before anything else (ARCHITECTURE §6): nothing can hide an emergency number. */
  | { readonly kind: 'emergency'; readonly number: string; readonly service: string }
  /** Two to six digits: an extension of the caller's organization if it has one, else a short or invalid number. */
  | { readonly kind: 'digits'; readonly digits: string; readonly otherwise: Destination }
  | { readonly kind: 'external'; readonly e164: string; readonly country: string | null }
  | { readonly kind: 'short'; readonly number: string }
  | { readonly kind: 'invalid'; readonly text: string };

/** Numbers read lately: the same ones are dialled again and again, and reading one means trying every country rule. */
const lately = new Map<string, Destination>();
const maxRemembered = 2_000;
const maxLength = 64;

/**
 * Reads what a member dialled in `country` (ISO 3166-1 alpha-2).
 * @param dialled user part of the Request-URI, or text from the dialling field
 */
export function readDestination(dialled: string, country: string): Destination {
  const key = `${country} ${dialled}`;
  const known = lately.get(key);
  if (known !== undefined) return known;
  const read = readAfresh(dialled, country);
  if (lately.size >= maxRemembered) lately.clear();
  if (key.length <= maxLength) lately.set(key, read);
  return read;
}

function readAfresh(dialled: string, country: string): Destination {
  const cleaned = cleanDialled(dialled);
  const parsed = parseNumber(dialled, { country });
  if (parsed.kind === 'emergency') return { kind: 'emergency', number: parsed.number, service: parsed.service };
  const ordinary = ordinaryDestination(parsed, cleaned);
  return /^\d{2,6}$/.test(cleaned) ? { kind: 'digits', digits: cleaned, otherwise: ordinary } : ordinary;
}

function ordinaryDestination(parsed: ReturnType<typeof parseNumber>, text: string): Destination {
  if (parsed.kind === 'e164') return { kind: 'external', e164: parsed.e164, country: parsed.country };
  if (parsed.kind === 'short') return { kind: 'short', number: parsed.number };
  return { kind: 'invalid', text };
}
