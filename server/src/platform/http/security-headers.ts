import type { FastifyReply } from 'fastify';

/**
 * What our pages may do: scripts, workers and WebAssembly of our own only (`wasm-unsafe-eval` runs codecs, not eval),
 * styles also inline (Mantine sets them), sounds and pictures from memory, WebSockets to ourselves.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: mediastream:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The policy of the API page, whose viewer starts from an inline script; it still reaches nothing but us. */
export const apiPagePolicy = contentSecurityPolicy.replace(
  "script-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
);

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'microphone=(self), camera=(), geolocation=(), payment=()',
};

/** Sets the headers of every answer; `secure` adds HSTS, which is only right when we are reached over TLS. */
export function setSecurityHeaders(reply: FastifyReply, secure: boolean): void {
  reply.headers(headers);
  if (secure) reply.header('strict-transport-security', 'max-age=31536000');
}
