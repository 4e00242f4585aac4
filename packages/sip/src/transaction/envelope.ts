/** The few fields of a message that routing needs, read once. */
import { paramValue } from '../headers/params.ts';
import { parseCSeq } from '../headers/scalars.ts';
import type { CSeq } from '../headers/scalars.ts';
import { splitList } from '../headers/values.ts';
import { parseVia } from '../headers/via.ts';
import type { Via } from '../headers/via.ts';
import { formatHostPort } from '../host-port.ts';
import type { SipMessage } from '../message.ts';
import { parseNameAddr } from '../name-addr.ts';

export type Envelope = {
  readonly via: Via;
  readonly branch: string;
  /** Host and port of the top Via, lower case. */
  readonly sentBy: string;
  readonly callId: string;
  readonly cseq: CSeq;
  readonly fromTag: string | null;
  readonly toTag: string | null;
};

/** What RFC 3261 8.1.1 makes mandatory; the name of the first header that is missing or malformed, else the envelope. */
export type EnvelopeResult =
  | { readonly kind: 'envelope'; readonly envelope: Envelope }
  | { readonly kind: 'missing'; readonly header: string };

type Lines = { via?: string; from?: string; to?: string; callId?: string; cseq?: string };

export const readEnvelope = (message: SipMessage): EnvelopeResult => {
  const lines = mandatoryLines(message);
  const via = lines.via === undefined ? undefined : parseVia(firstOf(lines.via));
  if (via?.branch === undefined) return { kind: 'missing', header: 'Via' };
  const from = lines.from === undefined ? undefined : parseNameAddr(lines.from);
  if (from === undefined) return { kind: 'missing', header: 'From' };
  const to = lines.to === undefined ? undefined : parseNameAddr(lines.to);
  if (to === undefined) return { kind: 'missing', header: 'To' };
  if (!lines.callId) return { kind: 'missing', header: 'Call-ID' };
  const cseq = lines.cseq === undefined ? undefined : parseCSeq(lines.cseq);
  if (cseq === undefined) return { kind: 'missing', header: 'CSeq' };
  const envelope: Envelope = {
    via,
    branch: via.branch,
    sentBy: formatHostPort(via).toLowerCase(),
    callId: lines.callId,
    cseq,
    fromTag: paramValue(from.params, 'tag') ?? null,
    toTag: paramValue(to.params, 'tag') ?? null,
  };
  return { kind: 'envelope', envelope };
};

const mandatoryLines = (message: SipMessage): Lines => {
  const lines: Lines = {};
  // The parser writes names in canonical form, so exact comparison is enough.
  for (const { name, value } of message.headers) {
    if (name === 'Via') lines.via ??= value;
    else if (name === 'From') lines.from ??= value;
    else if (name === 'To') lines.to ??= value;
    else if (name === 'Call-ID') lines.callId ??= value;
    else if (name === 'CSeq') lines.cseq ??= value;
  }
  return lines;
};

const firstOf = (line: string): string => (line.includes(',') ? (splitList(line)[0] ?? '') : line);
