import type { X509Certificate } from 'node:crypto';
import {
  canonicalNumber,
  checkPassport,
  readPassport,
  verifyIdentity,
  type CallNumbers,
  type IdentityHeader,
  type IdentityVerdict,
} from '@carillon/sip';
import type { Clock } from '#platform/clock';
import type { CallerIdentity } from '@carillon/api';
import type { CertificateSource } from '../ports/certificate-source.ts';

export type CallerVerifierDeps = {
  readonly clock: Clock;
  readonly certificates: CertificateSource;
  /** Authorities that are believed; none: nothing is checked. */
  readonly roots: readonly X509Certificate[];
};

/** A call waits so long at most for the certificate of its caller; the next one finds it in the cache. */
const patienceMs = 1_000;
const maxDiversions = 5;

export interface CallerVerifier {
  /** What the Identity headers of a call are worth; null when it has none. Never fails. */
  verify(identities: readonly (IdentityHeader | null)[], call: CallNumbers): Promise<CallerIdentity | null>;
}

export function createCallerVerifier(deps: CallerVerifierDeps): CallerVerifier {
  const { clock } = deps;
  return {
    async verify(identities, call) {
      if (identities.length === 0) return null;
      if (deps.roots.length === 0) return unchecked('not_configured');
      const late = Promise.withResolvers<CallerIdentity>();
      const timer = clock.setTimer(patienceMs, () => late.resolve(unchecked('too_late')));
      const checked = verifyChain(deps, identities, call);
      return Promise.race([checked, late.promise]).finally(() => clock.clearTimer(timer));
    },
  };
}

/**
 * The caller's own token must be for the number that was called; when the call was sent on, each hop's `div` token leads
 * from the number called now to the one before (RFC 8946 4).
 */
async function verifyChain(
  deps: CallerVerifierDeps,
  identities: readonly (IdentityHeader | null)[],
  { orig, dest }: CallNumbers,
): Promise<CallerIdentity> {
  const base = identities.find((identity) => identity?.ppt !== 'div') ?? null;
  const diversions = identities.filter((identity) => identity?.ppt === 'div');
  let called = dest;
  for (let hop = 0; hop < maxDiversions && !isFor(base, called); hop++) {
    const diversion = diversions.find((identity) => isFor(identity, called));
    if (diversion === undefined) break;
    const verdict = await verifyOne(deps, diversion, { orig, dest: called });
    if (verdict.kind !== 'verified') return toIdentity(verdict);
    called = verdict.passport.divertedBy ?? called;
  }
  return toIdentity(await verifyOne(deps, base, { orig, dest: called }));
}

function isFor(identity: IdentityHeader | null, number: string): boolean {
  const passport = identity === null ? null : readPassport(identity.token);
  const canonical = canonicalNumber(number);
  return passport !== null && canonical !== null && passport.dest.includes(canonical);
}

type Verdict = IdentityVerdict | { readonly kind: 'unreachable' };

async function verifyOne(
  deps: CallerVerifierDeps,
  identity: IdentityHeader | null,
  call: CallNumbers,
): Promise<Verdict> {
  const nowMs = deps.clock.nowMs();
  const plausible = checkPassport(identity, call, nowMs);
  if (plausible.kind === 'failed' || identity === null) return plausible as IdentityVerdict;
  const pem = await deps.certificates.fetch(identity.info).catch(() => null);
  if (pem === null) return { kind: 'unreachable' };
  return verifyIdentity(identity, plausible.passport, { pem, roots: deps.roots, nowMs });
}

function toIdentity(verdict: Verdict): CallerIdentity {
  if (verdict.kind === 'unreachable') return { ...unchecked('certificate_unreachable'), verstat: 'failed' };
  const attestation = verdict.passport?.attestation ?? null;
  const origId = verdict.passport?.origId ?? null;
  if (verdict.kind === 'verified') {
    return { verstat: 'passed', attestation, reason: null, signer: verdict.signer, origId };
  }
  return { verstat: 'failed', attestation, reason: verdict.why, signer: null, origId };
}

const unchecked = (reason: NonNullable<CallerIdentity['reason']>): CallerIdentity => ({
  verstat: 'not_checked',
  attestation: null,
  reason,
  signer: null,
  origId: null,
});
