import { formatNameAddr, parseNameAddr } from '../name-addr.ts';
import { parseDecimal } from '../parse/decimal.ts';
import { formatUri, parseUri } from '../uri.ts';
import type { Diversion, DiversionReason } from './diversion.ts';
import { paramValue, withParam, withoutParam, type Params } from './params.ts';
import { parseReasonValue } from './structured.ts';
import { headerValues, type WithHeaders } from './values.ts';

/** One hi-entry (RFC 7044 5): an address that the request was sent to on its way. */
export type HistoryEntry = {
  readonly displayName?: string;
  /** As received, without the headers in it. */
  readonly uri: string;
  /** Place in the tree of targets: `1`, `1.1`, `1.2.1`. */
  readonly index: string;
  /** How the target was found: the `rc`, `mp` or `np` parameter, with the index that it names. */
  readonly target: { readonly how: 'rc' | 'mp' | 'np'; readonly index: string } | null;
  /** Why the request left this address: SIP cause in an embedded Reason. */
  readonly leftBecause: number | null;
  /** Why the request came here: the `cause` parameter of the URI (RFC 4458). */
  readonly cause: number | null;
  /** `Privacy: history` stands in it: nobody outside may see it. */
  readonly isPrivate: boolean;
};

const indexPattern = /^\d+(?:\.\d+)*$/;

/** The History-Info entries in their order; those that are malformed or have no index are left out. */
export function readHistoryInfo(message: WithHeaders): HistoryEntry[] {
  return headerValues(message, 'History-Info').flatMap((value) => readEntry(value) ?? []);
}

function readEntry(value: string): HistoryEntry | null {
  const address = parseNameAddr(value);
  const index = address === undefined ? undefined : paramValue(address.params, 'index');
  if (address === undefined || index === undefined || !indexPattern.test(index)) return null;
  const uri = parseUri(address.uri);
  const headers = uri?.kind === 'sip' ? uri.headers : [];
  const embedded = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value;
  const reason = parseReasonValue(embedded('reason') ?? '');
  return {
    ...(address.displayName === undefined ? {} : { displayName: address.displayName }),
    uri: uri?.kind === 'sip' ? formatUri({ ...uri, headers: [] }) : address.uri,
    index,
    target: readTarget(address.params),
    leftBecause: reason?.protocol.toUpperCase() === 'SIP' ? (reason.cause ?? null) : null,
    cause: uri?.kind === 'sip' ? (parseDecimal(paramValue(uri.params, 'cause') ?? '', 999) ?? null) : null,
    isPrivate: /\bhistory\b/i.test(embedded('privacy') ?? ''),
  };
}

function readTarget(params: Params): HistoryEntry['target'] {
  for (const how of ['rc', 'mp', 'np'] as const) {
    const index = paramValue(params, how);
    if (index !== undefined && indexPattern.test(index)) return { how, index };
  }
  return null;
}

/** One History-Info value. */
export function formatHistoryEntry(entry: HistoryEntry): string {
  const { displayName, index, target } = entry;
  const params: Params = [
    { name: 'index', value: index },
    ...(target === null ? [] : [{ name: target.how, value: target.index }]),
  ];
  return formatNameAddr({ ...(displayName === undefined ? {} : { displayName }), uri: uriOfEntry(entry), params });
}

function uriOfEntry({ uri, leftBecause, cause, isPrivate }: HistoryEntry): string {
  const parsed = parseUri(uri);
  if (parsed?.kind !== 'sip') return uri;
  const headers = [
    ...(leftBecause === null ? [] : [{ name: 'Reason', value: `SIP;cause=${leftBecause}` }]),
    ...(isPrivate ? [{ name: 'Privacy', value: 'history' }] : []),
  ];
  const params = cause === null ? parsed.params : withParam(parsed.params, 'cause', String(cause));
  return formatUri({ ...parsed, params, headers });
}

/** RFC 7544 6.1 and 7.1: what both headers can say. Other reasons of Diversion have no cause of their own. */
const causes: readonly (readonly [DiversionReason, number])[] = [
  ['unknown', 404],
  ['unconditional', 302],
  ['user-busy', 486],
  ['no-answer', 408],
  ['deflection', 480],
  ['deflection', 487],
  ['unavailable', 503],
];

const causeOf = (reason: DiversionReason): number => causes.find(([known]) => known === reason)?.[1] ?? 404;
const reasonOf = (cause: number): DiversionReason => causes.find(([, known]) => known === cause)?.[0] ?? 'unknown';

/** The diversions that a History-Info tells, latest first (RFC 7544 7.1). */
export function diversionsOfHistory(history: readonly HistoryEntry[]): Diversion[] {
  const diversions: Diversion[] = [];
  history.forEach((entry, at) => {
    const from = entry.target?.how === 'rc' ? undefined : divertedFrom(history, entry, at);
    const cause = entry.cause ?? from?.leftBecause ?? null;
    if (from !== undefined && cause !== null) diversions.unshift(toDiversion(from, cause));
  });
  return diversions;
}

/** Who sent the call to this entry: the one that it names, else its parent in the tree, else the one before. */
function divertedFrom(history: readonly HistoryEntry[], entry: HistoryEntry, at: number): HistoryEntry | undefined {
  const parent = entry.target?.index ?? entry.index.replace(/\.\d+$/, '');
  const named = history.slice(0, at).findLast(({ index }) => index === parent);
  return named ?? (at > 0 ? history[at - 1] : undefined);
}

function toDiversion(from: HistoryEntry, cause: number): Diversion {
  const { displayName, isPrivate } = from;
  return {
    ...(displayName === undefined ? {} : { displayName }),
    uri: withoutCause(from.uri),
    reason: reasonOf(cause),
    privacy: isPrivate ? 'full' : 'off',
    counter: 1,
  };
}

function withoutCause(uri: string): string {
  const parsed = parseUri(uri);
  return parsed?.kind === 'sip' ? formatUri({ ...parsed, params: withoutParam(parsed.params, 'cause') }) : uri;
}

/**
 * The same as History-Info (RFC 7544 6.1): the oldest diverting party has index 1, each further target is a level deeper.
 * @param diversions latest first
 * @param target Request-URI that the call goes to now
 */
export function historyOfDiversions(diversions: readonly Diversion[], target: string): HistoryEntry[] {
  if (diversions.length === 0) return [];
  const oldestFirst = diversions.toReversed();
  const hops: { displayName?: string; uri: string; isPrivate: boolean; because: Diversion | null }[] = oldestFirst.map(
    ({ displayName, uri, privacy }, at) => ({
      ...(displayName === undefined ? {} : { displayName }),
      uri,
      isPrivate: privacy !== 'off',
      because: oldestFirst[at - 1] ?? null,
    }),
  );
  hops.push({ uri: target, isPrivate: false, because: oldestFirst.at(-1)! });
  return hops.map(({ because, ...hop }, at) => ({
    ...hop,
    index: indexAt(at),
    target: because === null ? null : { how: 'mp', index: indexAt(at - 1) },
    leftBecause: null,
    cause: because === null ? null : causeOf(because.reason),
  }));
}

const indexAt = (depth: number): string => Array.from({ length: depth + 1 }, () => '1').join('.');
