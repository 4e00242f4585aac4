/** MUSTs of RFC 3261 that can be seen in a trace, checked over everything that a simulated test sent. */
import { readMaxForwards } from '../headers/scalars.ts';
import { headerValues } from '../headers/values.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message.ts';
import { parseMessage } from '../parse/parse-message.ts';
import { readEnvelope } from '../transaction/envelope.ts';
import type { Envelope } from '../transaction/envelope.ts';
import type { Packet } from './simulated-network.ts';

type Seen = {
  readonly packet: Packet;
  readonly message: SipMessage;
  readonly envelope: Envelope;
  readonly text: string;
};
type Rule = (trace: readonly Seen[]) => string[];

/** One line for each breach: the rule, its section, the message. */
export const checkTrace = (packets: readonly Packet[]): string[] => {
  const trace = packets.flatMap(read);
  return rules.flatMap((rule) => rule(trace));
};

const read = (packet: Packet): Seen[] => {
  const message = parseMessage(packet.bytes);
  if (message.kind === 'parse_error') return [];
  const result = readEnvelope(message);
  if (result.kind === 'missing') return [];
  return [{ packet, message, envelope: result.envelope, text: Buffer.from(packet.bytes).toString() }];
};

const isRequest = (seen: Seen): seen is Seen & { message: SipRequest } => seen.message.kind === 'request';
const isResponse = (seen: Seen): seen is Seen & { message: SipResponse } => seen.message.kind === 'response';
const name = ({ message, envelope }: Seen): string =>
  message.kind === 'request'
    ? `${message.method} ${envelope.cseq.number}`
    : `${message.status} to ${envelope.cseq.method}`;

/** 8.1.1.7: a branch names one transaction; only CANCEL and the ACK to a failure share it. */
const branchUnique: Rule = (trace) => {
  const owners = new Map<string, string>();
  return trace.filter(isRequest).flatMap((seen) => {
    const { branch, callId, cseq } = seen.envelope;
    const owner = `${callId} ${cseq.number}`;
    const known = owners.get(branch) ?? owner;
    owners.set(branch, owner);
    const isShared = cseq.method === 'ACK' || cseq.method === 'CANCEL';
    return known === owner || isShared ? [] : [`8.1.1.7 branch used twice: ${name(seen)}`];
  });
};

/** 17.1.1.2 and 18: a repetition is the same bytes. */
const sameBytes: Rule = (trace) => {
  const first = new Map<string, string>();
  return trace.filter(isRequest).flatMap((seen) => {
    const key = `${seen.envelope.branch} ${seen.envelope.cseq.method}`;
    const known = first.get(key) ?? seen.text;
    first.set(key, known);
    return known === seen.text ? [] : [`17.1.1.2 repetition differs: ${name(seen)}`];
  });
};

/** 8.1.1.6. */
const hasMaxForwards: Rule = (trace) =>
  trace
    .filter(isRequest)
    .flatMap((seen) => (readMaxForwards(seen.message) === undefined ? [`8.1.1.6 no Max-Forwards: ${name(seen)}`] : []));

/** 12.2.1.1: each new request of one side of a dialog has a higher CSeq. */
const cseqRises: Rule = (trace) => {
  const last = new Map<string, { seq: number; branch: string }>();
  return trace.filter(isRequest).flatMap((seen) => {
    const { callId, fromTag, cseq, branch } = seen.envelope;
    if (cseq.method === 'ACK' || cseq.method === 'CANCEL') return [];
    const key = `${callId} ${fromTag}`;
    const known = last.get(key);
    if (known?.branch === branch) return [];
    if (known !== undefined && cseq.number < known.seq) return [];
    last.set(key, { seq: cseq.number, branch });
    return known !== undefined && cseq.number === known.seq ? [`12.2.1.1 CSeq does not rise: ${name(seen)}`] : [];
  });
};

/** 8.2.6.2: all responses of one server to a request carry the same To tag, and every one but 100 has one. */
const toTagConstant: Rule = (trace) => {
  const tags = new Map<string, string>();
  return trace.filter(isResponse).flatMap((seen) => {
    if (seen.message.status === 100) return [];
    const { toTag, branch, cseq } = seen.envelope;
    if (toTag === null) return [`8.2.6.2 no To tag: ${name(seen)}`];
    const key = `${seen.packet.from} ${branch} ${cseq.method}`;
    const known = tags.get(key) ?? toTag;
    tags.set(key, known);
    return known === toTag ? [] : [`8.2.6.2 To tag changed: ${name(seen)}`];
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
  return finals.flatMap((seen) => (acks.has(dialogSide(seen)) ? [] : [`17.1.1.2 no ACK: ${name(seen)}`]));
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
      headerValues(seen.message, 'Contact').length === 1 ? [] : [`8.1.1.8 not one Contact: ${name(seen)}`],
    );

const is2xx = (message: SipMessage): boolean =>
  message.kind === 'response' && message.status >= 200 && message.status < 300;

/** 18.2.1, RFC 3581: responses return the received address. */
const viaReturned: Rule = (trace) =>
  trace.filter(isResponse).flatMap((seen) => {
    const { via } = seen.envelope;
    return via.rport === true ? [`RFC 3581 4 rport not filled in: ${name(seen)}`] : [];
  });

/** RFC 4320 4.2. */
const no408: Rule = (trace) =>
  trace
    .filter(isResponse)
    .flatMap((seen) =>
      seen.message.status === 408 && seen.envelope.cseq.method !== 'INVITE' ? [`RFC 4320 4.2: ${name(seen)}`] : [],
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
