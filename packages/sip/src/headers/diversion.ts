import { formatNameAddr, parseNameAddr, type NameAddr } from '../name-addr.ts';
import { parseDecimal } from '../parse/decimal.ts';
import { paramValue, type Params } from './params.ts';
import { headerValues, type WithHeaders } from './values.ts';

/** Why a call was sent on (RFC 5806 4); what no RFC names counts as `unknown`. */
export const diversionReasons = [
  'unknown',
  'user-busy',
  'no-answer',
  'unavailable',
  'unconditional',
  'time-of-day',
  'do-not-disturb',
  'deflection',
  'follow-me',
  'out-of-service',
  'away',
] as const;
export type DiversionReason = (typeof diversionReasons)[number];

/** How much of a diverting party may be shown (RFC 5806 4). */
export type DiversionPrivacy = 'full' | 'name' | 'uri' | 'off';

/** A party that sent the call on. `counter`: how many diversions this entry stands for, at least 1. */
export type Diversion = {
  readonly displayName?: string;
  readonly uri: string;
  readonly reason: DiversionReason;
  readonly privacy: DiversionPrivacy;
  readonly counter: number;
};

const privacies: readonly string[] = ['full', 'name', 'uri', 'off'] satisfies DiversionPrivacy[];
const maxCounter = 99;

/** The Diversion entries, the latest diversion first as on the wire (RFC 5806 5); malformed ones are left out. */
export function readDiversions(message: WithHeaders): Diversion[] {
  return headerValues(message, 'Diversion').flatMap((value) => {
    const address = parseNameAddr(value);
    return address === undefined ? [] : [toDiversion(address)];
  });
}

function toDiversion({ displayName, uri, params }: NameAddr): Diversion {
  const privacy = paramValue(params, 'privacy')?.toLowerCase() ?? 'off';
  const counter = parseDecimal(paramValue(params, 'counter') ?? '', maxCounter) ?? 1;
  return {
    ...(displayName === undefined ? {} : { displayName }),
    uri,
    reason: diversionReason(paramValue(params, 'reason')),
    // Something that we can't read may be a wish to be hidden.
    privacy: privacies.includes(privacy) ? (privacy as DiversionPrivacy) : 'full',
    counter: Math.max(1, counter),
  };
}

function diversionReason(text: string | undefined): DiversionReason {
  const lower = text?.toLowerCase();
  return diversionReasons.find((reason) => reason === lower) ?? 'unknown';
}

/** One Diversion value. */
export function formatDiversion({ displayName, uri, reason, privacy, counter }: Diversion): string {
  const params: Params = [
    { name: 'reason', value: reason },
    { name: 'privacy', value: privacy },
    { name: 'counter', value: String(counter) },
  ];
  return formatNameAddr({ ...(displayName === undefined ? {} : { displayName }), uri, params });
}
