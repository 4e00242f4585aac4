import {
  diversionsOfHistory,
  formatDiversion,
  formatHistoryEntry,
  formatUri,
  historyOfDiversions,
  readDiversions,
  readHistoryInfo,
  type Diversion,
  type DiversionReason,
  type SipHeader,
  type SipRequest,
} from '@carillon/sip';
import type { ForwardedBy, ForwardReason } from '../ports/line.ts';
import { formatForTrunk, readTrunkNumber } from './trunk-number.ts';
import type { Trunk } from './trunk.ts';
import { userOf } from './uri-user.ts';

const toReason: Partial<Record<DiversionReason, ForwardReason>> = {
  unconditional: 'unconditional',
  'user-busy': 'busy',
  'no-answer': 'no_answer',
  unavailable: 'unavailable',
  'out-of-service': 'unavailable',
  'do-not-disturb': 'do_not_disturb',
  deflection: 'deflection',
};

const toDiversionReason: Readonly<Record<ForwardReason, DiversionReason>> = {
  unconditional: 'unconditional',
  busy: 'user-busy',
  no_answer: 'no-answer',
  unavailable: 'unavailable',
  do_not_disturb: 'do-not-disturb',
  deflection: 'deflection',
  other: 'unknown',
};

/** Further back nobody looks, and a hostile list must not grow with every hop. */
const maxForwardings = 10;

/**
 * Who sent an incoming call on, oldest first. History-Info says more than Diversion when both are there (RFC 7544 4). A
 * carrier that is not trusted is not believed, and who wants to be hidden is left without name and number.
 */
export function readForwardings(request: SipRequest, trunk: Pick<Trunk, 'trusted' | 'numberFormat'>): ForwardedBy[] {
  if (!trunk.trusted) return [];
  const history = diversionsOfHistory(readHistoryInfo(request));
  const diversions = history.length > 0 ? history : readDiversions(request);
  return diversions
    .slice(0, maxForwardings)
    .toReversed()
    .map((diversion) => toForwarding(diversion, trunk));
}

function toForwarding(diversion: Diversion, { numberFormat }: Pick<Trunk, 'numberFormat'>): ForwardedBy {
  const { privacy, displayName, uri, reason } = diversion;
  const isHidden = privacy === 'full' || privacy === 'uri';
  const number = isHidden ? null : readTrunkNumber(userOf(uri), numberFormat);
  const name = isHidden || privacy === 'name' ? null : (displayName?.trim() ?? null);
  return { name: name === '' ? null : name, number, outsideNumber: number, reason: toReason[reason] ?? 'other' };
}

/** What a carrier is told about forwarding: only parties that the outside can know (RFC 5806, RFC 7044). */
export function trunkForwardingHeaders(
  trunk: Trunk,
  forwardedBy: readonly ForwardedBy[],
  call: { readonly target: string; readonly domain: string },
): SipHeader[] {
  const known = forwardedBy.flatMap(({ outsideNumber, reason }) =>
    outsideNumber === null ? [] : [{ user: formatForTrunk(outsideNumber, trunk.numberFormat), name: null, reason }],
  );
  const { forwardingHeader } = trunk;
  const diversions = toDiversions(known, call.domain);
  return [
    ...(forwardingHeader === 'diversion' || forwardingHeader === 'both' ? diversionHeaders(diversions) : []),
    ...(forwardingHeader === 'history_info' || forwardingHeader === 'both'
      ? historyHeaders(diversions, call.target)
      : []),
  ];
}

/** A telephone of ours shows who sent the call on, as colleagues know them. */
export function phoneForwardingHeaders(forwardedBy: readonly ForwardedBy[], domain: string): SipHeader[] {
  const known = forwardedBy.flatMap(({ name, number, reason }) =>
    number === null ? [] : [{ user: number, name, reason }],
  );
  return diversionHeaders(toDiversions(known, domain));
}

type Known = { readonly user: string; readonly name: string | null; readonly reason: ForwardReason };

function toDiversions(known: readonly Known[], domain: string): Diversion[] {
  return known.toReversed().map(({ user, name, reason }) => ({
    ...(name === null ? {} : { displayName: name }),
    uri: formatUri({ kind: 'sip', scheme: 'sip', user, host: domain, params: [], headers: [] }),
    reason: toDiversionReason[reason],
    privacy: 'off',
    counter: 1,
  }));
}

const diversionHeaders = (diversions: readonly Diversion[]): SipHeader[] =>
  diversions.map((diversion) => ({ name: 'Diversion', value: formatDiversion(diversion) }));

const historyHeaders = (diversions: readonly Diversion[], target: string): SipHeader[] =>
  historyOfDiversions(diversions, target).map((entry) => ({ name: 'History-Info', value: formatHistoryEntry(entry) }));
