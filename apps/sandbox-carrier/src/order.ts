import type { PlaceCall } from './outgoing-call.ts';

const sounds = ['echo', 'tone', 'music'] as const;

export type OrderResult =
  | { readonly kind: 'order'; readonly order: PlaceCall }
  | { readonly kind: 'invalid'; readonly message: string };

/** Reads an order to call, from the page, the command line or another program's JSON. */
export function readOrder(fields: Readonly<Record<string, unknown>>): OrderResult {
  const to = textOf(fields.to).replaceAll(/[\s.()-]/g, '');
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return invalid('"to" must be a number such as +33199001234');
  const from = textOf(fields.from).replaceAll(/[\s.()-]/g, '') || '+33639980000';
  if (from !== 'anonymous' && !/^\+?\d{3,15}$/.test(from)) return invalid('"from" must be a number, or "anonymous"');
  const sound = sounds.find((name) => name === (textOf(fields.sound) || 'tone'));
  if (!sound) return invalid(`"sound" must be one of ${sounds.join(', ')}`);
  const talkSeconds = Number(textOf(fields.seconds) || '30');
  if (!(talkSeconds > 0 && talkSeconds <= 3600)) return invalid('"seconds" must be between 1 and 3600');
  const digits = textOf(fields.digits);
  if (!/^[\d*#]{0,32}$/.test(digits)) return invalid('"digits" may hold 0-9, * and #');
  return { kind: 'order', order: { to, from: from === 'anonymous' ? null : from, sound, talkSeconds, digits } };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function invalid(message: string): OrderResult {
  return { kind: 'invalid', message };
}
