import { findParam, type Params } from '../headers/params.ts';

/** How a sleeping device is woken (RFC 8599 4): `prid` names it at its push service and is nobody else's business. */
export type PushTarget = { readonly provider: string; readonly prid: string; readonly param: string | null };

export type PushWish =
  | { readonly kind: 'none' }
  /** `pn-provider` without value: the device asks which services are known. */
  | { readonly kind: 'query' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'push'; readonly target: PushTarget };

/** Reads the push parameters of a Contact URI. */
export function readPush(uriParams: Params): PushWish {
  const provider = findParam(uriParams, 'pn-provider');
  if (provider === undefined) return { kind: 'none' };
  if (provider.value === undefined) return { kind: 'query' };
  const prid = findParam(uriParams, 'pn-prid')?.value;
  if (prid === undefined) return { kind: 'malformed' };
  const param = findParam(uriParams, 'pn-param')?.value ?? null;
  return { kind: 'push', target: { provider: provider.value.toLowerCase(), prid, param } };
}
