import { headerLineValues, type WithHeaders } from '../headers/values.ts';

/** An Identity header (RFC 8224 4): a signed token, where its certificate is, and what kind of token it is. */
export type IdentityHeader = {
  /** PASSporT in the compact serialization of JWS: `header.payload.signature`, the first two empty in the short form. */
  readonly token: string;
  readonly info: string;
  readonly alg: string;
  /** `shaken`, `div`, …; null for a plain PASSporT. */
  readonly ppt: string | null;
};

const pattern = /^([\w-]*\.[\w-]*\.[\w-]+)\s*((?:;[^;<>]*(?:<[^<>]*>)?\s*)*)$/;
/** Longer ones are nobody's honest caller identity. */
const maxLength = 8_192;

/** Reads the Identity headers in order; a malformed one is null, so that it can be told from none. */
export function readIdentities(message: WithHeaders): (IdentityHeader | null)[] {
  return headerLineValues(message, 'Identity').map(parseIdentity);
}

export function parseIdentity(value: string): IdentityHeader | null {
  const match = value.length > maxLength ? null : pattern.exec(value.trim());
  if (match === null) return null;
  const params = new Map<string, string>();
  for (const part of match[2]!.split(';').slice(1)) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim().toLowerCase();
    if (equals <= 0 || params.has(name)) return null;
    params.set(name, unwrapped(part.slice(equals + 1).trim()));
  }
  const info = params.get('info');
  if (info === undefined || info === '') return null;
  return { token: match[1]!, info, alg: params.get('alg') ?? 'ES256', ppt: params.get('ppt') ?? null };
}

function unwrapped(value: string): string {
  return /^<(.*)>$/.exec(value)?.[1] ?? /^"(.*)"$/.exec(value)?.[1] ?? value;
}

export function formatIdentity({ token, info, alg, ppt }: IdentityHeader): string {
  return `${token};info=<${info}>;alg=${alg}${ppt === null ? '' : `;ppt="${ppt}"`}`;
}
