import { formatParam, parseParams, tokenEnd, type Params } from './params.ts';
import { headerLineValues, splitList, type WithHeaders } from './values.ts';

/** The four headers of authentication (RFC 3261 §20.7, 20.27, 20.28, 20.44). */
export type AuthHeaderName = 'Authorization' | 'Proxy-Authorization' | 'WWW-Authenticate' | 'Proxy-Authenticate';

/** Credentials or a challenge: a scheme with parameters, or with one opaque token (`Bearer …`, RFC 8898). */
export type AuthValue = { readonly scheme: string; readonly params: Params; readonly token?: string };

/** Parses one value; undefined when malformed. One header line holds one value (RFC 3261 §7.3.1). */
export function parseAuthValue(text: string): AuthValue | undefined {
  const end = tokenEnd(text, 0);
  const scheme = text.slice(0, end);
  const rest = text.slice(end).trim();
  if (scheme === '' || rest === '' || !/[ \t]/.test(text.charAt(end))) return undefined;
  if (/^[A-Za-z0-9._~+/-]+=*$/.test(rest)) return { scheme, params: [], token: rest };
  const params: Param[] = [];
  for (const element of splitQuoted(rest)) {
    const read = parseParams(`;${element}`);
    if (read?.length !== 1) return undefined;
    params.push(read[0]!);
  }
  return hasRepetition(params) ? undefined : { scheme, params };
}

type Param = Params[number];

/** Commas separate parameters here; empty elements are allowed between them (RFC 7235 §2.1 lists). */
function splitQuoted(text: string): string[] {
  return splitList(text).filter((element) => element !== '');
}

function hasRepetition(params: Params): boolean {
  return new Set(params.map((param) => param.name.toLowerCase())).size !== params.length;
}

/** Reads all well-formed values of one of the headers, in order. */
export function readAuthValues(message: WithHeaders, name: AuthHeaderName): AuthValue[] {
  return headerLineValues(message, name).flatMap((value) => parseAuthValue(value) ?? []);
}

/** Writes credentials or a challenge. */
export function formatAuthValue({ scheme, params, token }: AuthValue): string {
  return `${scheme} ${token ?? params.map(formatParam).join(', ')}`;
}
