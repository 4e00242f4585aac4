import type { IncomingHttpHeaders } from 'node:http';
import { cookieMaxAgeSeconds } from './domain/session.ts';

const cookieName = 'carillon_session';

/** The session token that a request carries, or null. */
export function readSessionCookie(headers: IncomingHttpHeaders): string | null {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookieName && value && /^[\w-]{20,100}$/.test(value)) return value;
  }
  return null;
}

/** `Set-Cookie` that opens the session: out of reach of scripts, not sent by other sites' requests. */
export function sessionCookie(token: string, secure: boolean): string {
  return `${cookieName}=${token}; ${attributes(secure)}; Max-Age=${cookieMaxAgeSeconds}`;
}

/** `Set-Cookie` that ends it. */
export function clearedSessionCookie(secure: boolean): string {
  return `${cookieName}=; ${attributes(secure)}; Max-Age=0`;
}

function attributes(secure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
