import type { IncomingMessage } from 'node:http';
import { appError } from '../errors.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

function sameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

/** True when a browser sent this from one of our own pages, or when no browser sent it. */
export function originAllowed(headers: IncomingMessage['headers'], publicUrl: string): boolean {
  const { origin } = headers;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  return origin === publicUrl || sameHost(origin, headers.host);
}

/**
 * The defence against requests forged by other sites: with `SameSite=Lax` cookies and this check on every method that
 * changes something, no token is needed. @throws origin_refused
 */
export function enforceOrigin(method: string, headers: IncomingMessage['headers'], publicUrl: string): void {
  if (!safeMethods.has(method) && !originAllowed(headers, publicUrl)) throw appError('origin_refused');
}
