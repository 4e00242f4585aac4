import { formatSdp } from './format.ts';
import type { SessionDescription } from './types.ts';

/**
 * Settles the origin version: one more than before when anything changed, the same when nothing did (RFC 3264 8).
 * Peers compare it to know whether to renegotiate.
 */
export function withVersion(session: SessionDescription, previous: SessionDescription | undefined): SessionDescription {
  if (!previous) return session;
  const { sessionVersion } = previous.origin;
  const unchanged = { ...session, origin: { ...session.origin, sessionVersion } };
  if (formatSdp(unchanged) === formatSdp(previous)) return unchanged;
  return { ...session, origin: { ...session.origin, sessionVersion: String(BigInt(sessionVersion) + 1n) } };
}
