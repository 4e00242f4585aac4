/** What the rule checkers look at: the messages of a trace, in the order of sending. */
import type { SipMessage, SipRequest, SipResponse } from '../message.ts';
import type { Envelope } from '../transaction/envelope.ts';
import type { Packet } from './simulated-network.ts';

export type Seen = {
  readonly packet: Packet;
  readonly message: SipMessage;
  readonly envelope: Envelope;
  readonly text: string;
};
export type SeenRequest = Seen & { readonly message: SipRequest };
export type SeenResponse = Seen & { readonly message: SipResponse };

export type Breach = { readonly packet: Packet; readonly line: string };
export type Rule = (trace: readonly Seen[]) => Breach[];

export const isRequest = (seen: Seen): seen is SeenRequest => seen.message.kind === 'request';
export const isResponse = (seen: Seen): seen is SeenResponse => seen.message.kind === 'response';

export const nameOf = ({ message, envelope }: Seen): string =>
  message.kind === 'request'
    ? `${message.method} ${envelope.cseq.number}`
    : `${message.status} to ${envelope.cseq.method}`;

export const broken = (seen: Seen, rule: string): Breach[] => [
  { packet: seen.packet, line: `${rule}: ${nameOf(seen)}` },
];

/** A rule about single requests. */
export const forRequests =
  (rule: string, isBroken: (seen: SeenRequest) => boolean): Rule =>
  (trace) =>
    trace.filter(isRequest).flatMap((seen) => (isBroken(seen) ? broken(seen, rule) : []));

/** A rule about single responses and the request that each answers; responses to nothing in the trace are left out. */
export const forResponses =
  (rule: string, isBroken: (seen: SeenResponse, request: SeenRequest) => boolean): Rule =>
  (trace) => {
    const requests = new Map<string, SeenRequest>();
    const breaches: Breach[] = [];
    for (const seen of trace) {
      const { branch, callId, cseq, via } = seen.envelope;
      const asker = isRequest(seen) ? seen.packet.from : seen.packet.to;
      const key = `${asker} ${via.host}:${via.port ?? ''} ${branch} ${callId} ${cseq.method}`;
      if (isRequest(seen) && !requests.has(key)) requests.set(key, seen);
      const request = requests.get(key);
      if (isResponse(seen) && request !== undefined && isBroken(seen, request)) breaches.push(...broken(seen, rule));
    }
    return breaches;
  };
