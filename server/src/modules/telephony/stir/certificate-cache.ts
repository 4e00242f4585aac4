import type { Clock } from '#platform/clock';
import type { CertificateSource } from '../ports/certificate-source.ts';

/** Operators change certificates by giving them a new address; a day is often enough for the same one. */
const keepMs = 24 * 3_600_000;
/** A host that does not answer is left alone for a minute. */
const keepFailureMs = 60_000;
const maxEntries = 500;
/** Fetches at once: a flood of calls that name ever new addresses must not become one of connections. */
const maxFetching = 8;

type Entry = { readonly pem: Promise<string>; untilMs: number; isFetching: boolean };

/**
 * Keeps fetched certificates, and asks only hosts that the operator allowed (none given: any public one).
 * @param hosts host names; a leading dot allows everything below
 */
export function createCertificateCache(
  source: CertificateSource,
  options: { readonly clock: Clock; readonly hosts: readonly string[] },
): CertificateSource {
  const { clock, hosts } = options;
  const entries = new Map<string, Entry>();
  let fetching = 0;

  const start = (url: string): Entry => {
    fetching += 1;
    const entry: Entry = { pem: source.fetch(url), untilMs: Infinity, isFetching: true };
    const done = (ms: number): void => {
      fetching -= 1;
      entry.isFetching = false;
      entry.untilMs = clock.nowMs() + ms;
    };
    entry.pem.then(
      () => done(keepMs),
      () => done(keepFailureMs),
    );
    return entry;
  };

  const makeRoom = (): void => {
    for (const [url, entry] of entries) {
      if (entries.size < maxEntries) return;
      if (!entry.isFetching) entries.delete(url);
    }
  };

  return {
    fetch(url) {
      const known = entries.get(url);
      if (known !== undefined && clock.nowMs() < known.untilMs) return known.pem;
      if (!isAllowedHost(url, hosts)) return Promise.reject(new Error('host not allowed'));
      if (fetching >= maxFetching) return Promise.reject(new Error('too many fetches'));
      makeRoom();
      entries.delete(url);
      const entry = start(url);
      entries.set(url, entry);
      return entry.pem;
    },
  };
}

function isAllowedHost(url: string, hosts: readonly string[]): boolean {
  if (hosts.length === 0) return true;
  const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
  return hosts.some((allowed) => (allowed.startsWith('.') ? host.endsWith(allowed) : host === allowed));
}
