/** MUSTs that can be seen in a trace, checked over everything that a simulated test sent. */
import { readMaxForwards } from '../headers/scalars.ts';
import { headerValues } from '../headers/values.ts';
import type { SipMessage } from '../message.ts';
import { parseMessage } from '../parse/parse-message.ts';
import { readEnvelope } from '../transaction/envelope.ts';
import type { Packet } from './simulated-network.ts';

import { eventRules } from './rfc-event-rules.ts';
import { headerRules } from './rfc-header-rules.ts';
import { broken, isRequest, isResponse } from './rfc-trace.ts';
import type { Breach, Rule, Seen } from './rfc-trace.ts';

/**
 * One line for each breach: the rule, its section, the message. Only what `isOurs` senders (an address) sent is judged;
 * what the others sent is looked at to understand it.
 */
export const checkTrace = (packets: readonly Packet[], isOurs: (address: string) => boolean = () => true): string[] => {
  const unreadable: Breach[] = [];
  const trace = packets.flatMap((packet) => {
    const seen = read(packet);
    if (seen === null && !isKeepAlive(packet.bytes)) unreadable.push({ packet, line: unreadableLine(packet) });
    return seen === null ? [] : [seen];
  });
  const breaches = [...unreadable, ...[...rules, ...headerRules, ...eventRules].flatMap((rule) => rule(trace))];
  return breaches.filter(({ packet }) => isOurs(addressOf(packet.from))).map(({ line }) => line);
};

const addressOf = (place: string): string => place.slice(0, place.lastIndexOf(':'));
const isKeepAlive = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0x0d || byte === 0x0a);
const unreadableLine = ({ bytes }: Packet): string =>
  `8.1.1 unreadable or incomplete: ${Buffer.from(bytes).toString().split('\r\n', 1)[0]}`;

const read = (packet: Packet): Seen | null => {
  const message = parseMessage(packet.bytes);
  if (message.kind === 'parse_error') return null;
  const result = readEnvelope(message);
  if (result.kind === 'missing') return null;
  return { packet, message, envelope: result.envelope, text: Buffer.from(packet.bytes).toString() };
};

/** 8.1.1.7: a branch names one transaction; only CANCEL and the ACK to a failure share it. */
const branchUnique: Rule = (trace) => {
  const owners = new Map<string, string>();
  return trace.filter(isRequest).flatMap((seen) => {
    const { branch, callId, cseq } = seen.envelope;
    const owner = `${callId} ${cseq.number}`;
    const key = `${seen.packet.from} ${branch}`;
    const known = owners.get(key) ?? owner;
    owners.set(key, owner);
    const isShared = cseq.method === 'ACK' || cseq.method === 'CANCEL';
    return known === owner || isShared ? [] : broken(seen, '8.1.1.7 branch used twice');
  });
};

/** 17.1.1.2 and 18: a repetition is the same bytes. */
const sameBytes: Rule = (trace) => {
  const first = new Map<string, string>();
  return trace.filter(isRequest).flatMap((seen) => {
    const key = `${seen.packet.from} ${seen.envelope.branch} ${seen.envelope.cseq.method}`;
    const known = first.get(key) ?? seen.text;
    first.set(key, known);
    return known === seen.text ? [] : broken(seen, '17.1.1.2 repetition differs');
  });
};

/** 8.1.1.6. */
const hasMaxForwards: Rule = (trace) =>
  trace
    .filter(isRequest)
    .flatMap((seen) => (readMaxForwards(seen.message) === undefined ? broken(seen, '8.1.1.6 no Max-Forwards') : []));

/** 12.2.1.1: each new request of one side of a dialog has a higher CSeq; the first one a higher one than the INVITE. */
const cseqRises: Rule = (trace) => {
  const last = new Map<string, { seq: number; branch: string }>();
  return trace.filter(isRequest).flatMap((seen) => {
    const { callId, fromTag, toTag, cseq, branch } = seen.envelope;
    if (cseq.method === 'ACK' || cseq.method === 'CANCEL') return [];
    const outside = `${callId} ${fromTag}`;
    // The same request to the next address of its name keeps its number (RFC 3263 4.3).
    const key = `${outside} ${toTag ?? `to ${seen.packet.to}`}`;
    const known = last.get(key) ?? (toTag === null ? undefined : last.get(outside));
    if (known?.branch === branch) return [];
    if (known !== undefined && cseq.number < known.seq) return [];
    last.set(key, { seq: cseq.number, branch });
    if (toTag === null) last.set(outside, { seq: cseq.number, branch });
    return known !== undefined && cseq.number === known.seq ? broken(seen, '12.2.1.1 CSeq does not rise') : [];
  });
};

/** 8.2.6.2: all responses of one server to a request carry the same To tag, and every one but 100 has one. */
const toTagConstant: Rule = (trace) => {
  const tags = new Map<string, string>();
  return trace.filter(isResponse).flatMap((seen) => {
    if (seen.message.status === 100) return [];
    const { toTag, branch, callId, cseq } = seen.envelope;
    if (toTag === null) return broken(seen, '8.2.6.2 no To tag');
    const key = `${seen.packet.from} ${branch} ${callId} ${cseq.number} ${cseq.method}`;
    const known = tags.get(key) ?? toTag;
    tags.set(key, known);
    return known === toTag ? [] : broken(seen, '8.2.6.2 To tag changed');
  });
};

/** 17.1.1.2, 13.2.2.4: whoever receives a final response to INVITE acknowledges it. */
const finalsAcknowledged: Rule = (trace) => {
  const acks = new Set(
    trace
      .filter(isRequest)
      .filter(({ message }) => message.method === 'ACK')
      .map(dialogSide),
  );
  const finals = trace
    .filter(isResponse)
    .filter(({ message, envelope }) => message.status >= 200 && envelope.cseq.method === 'INVITE');
  // Whoever received it is to blame.
  return finals.flatMap((seen) =>
    acks.has(dialogSide(seen))
      ? []
      : broken({ ...seen, packet: { ...seen.packet, from: seen.packet.to } }, '17.1.1.2 no ACK'),
  );
};

const dialogSide = ({ envelope: { callId, fromTag, toTag, cseq } }: Seen): string =>
  `${callId} ${fromTag} ${toTag} ${cseq.number}`;

/** 8.1.1.8, 12.1.1: INVITE and its 2xx carry exactly one Contact. */
const oneContact: Rule = (trace) =>
  trace
    .filter(
      ({ message, envelope }) => envelope.cseq.method === 'INVITE' && (message.kind === 'request' || is2xx(message)),
    )
    .flatMap((seen) =>
      headerValues(seen.message, 'Contact').length === 1 ? [] : broken(seen, '8.1.1.8 not one Contact'),
    );

const is2xx = (message: SipMessage): boolean =>
  message.kind === 'response' && message.status >= 200 && message.status < 300;

/** 18.2.1, RFC 3581: responses return the received address. */
const viaReturned: Rule = (trace) =>
  trace.filter(isResponse).flatMap((seen) => {
    const { via } = seen.envelope;
    return via.rport === true ? broken(seen, 'RFC 3581 4 rport not filled in') : [];
  });

/** RFC 4320 4.2. */
const no408: Rule = (trace) =>
  trace
    .filter(isResponse)
    .flatMap((seen) =>
      seen.message.status === 408 && seen.envelope.cseq.method !== 'INVITE' ? broken(seen, 'RFC 4320 4.2') : [],
    );

const rules: readonly Rule[] = [
  branchUnique,
  sameBytes,
  hasMaxForwards,
  cseqRises,
  toTagConstant,
  finalsAcknowledged,
  oneContact,
  viaReturned,
  no408,
];
