/**
 * The expected behaviour of the four machines as tables, one row for each legal input of each state. Whatever has no
 * row must be ignored: `machines.test.ts` tries every state with every input on both kinds of transport.
 */

export type Row = {
  readonly from: string;
  readonly input: string;
  readonly on?: 'reliable' | 'unreliable';
  readonly to: string;
  readonly effects: string;
  readonly source: string;
};

/** A line of the tables below: from, input, to, effects, source. */
type Line = readonly [from: string, input: string, to: string, effects: string, source: string];

const row = (...[from, input, to, effects, source]: Line): Row => ({ from, input, to, effects, source });
const udp = (...line: Line): Row => ({ ...row(...line), on: 'unreliable' });
const tcp = (...line: Line): Row => ({ ...row(...line), on: 'reliable' });

export const inviteClientTable: readonly Row[] = [
  udp('idle', 'start', 'calling', 'send_request +A500 +B32000', 'RFC 3261 17.1.1.2'),
  tcp('idle', 'start', 'calling', 'send_request +B32000', 'RFC 3261 17.1.1.2: no timer A on reliable'),
  udp('calling', '180', 'proceeding', '-A -B deliver', 'RFC 3261 17.1.1.2'),
  tcp('calling', '180', 'proceeding', '-B deliver', 'RFC 3261 17.1.1.2'),
  udp('calling', '200', 'accepted', '-A -B +M32000 deliver', 'RFC 6026 7.2'),
  tcp('calling', '200', 'accepted', '-B +M32000 deliver', 'RFC 6026 7.2: timer M on all transports'),
  udp('calling', '486', 'completed', '-A -B send_ack +D32000 deliver', 'RFC 3261 17.1.1.2'),
  tcp('calling', '486', 'terminated', '-B send_ack deliver end:done', 'RFC 3261 17.1.1.2: timer D is 0'),
  udp('calling', 'timer A', 'calling', 'send_request +A1000', 'RFC 3261 17.1.1.2: doubles'),
  row('calling', 'timer B', 'terminated', 'end:timeout', 'RFC 3261 17.1.1.2'),
  row('calling', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.1.1.2'),
  row('calling', 'abandon', 'terminated', 'end:timeout', 'RFC 3261 9.1'),
  row('proceeding', '180', 'proceeding', 'deliver', 'RFC 3261 17.1.1.2'),
  row('proceeding', '200', 'accepted', '+M32000 deliver', 'RFC 6026 7.2'),
  udp('proceeding', '486', 'completed', 'send_ack +D32000 deliver', 'RFC 3261 17.1.1.2'),
  tcp('proceeding', '486', 'terminated', 'send_ack deliver end:done', 'RFC 3261 17.1.1.2'),
  row('proceeding', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.1.4'),
  row('proceeding', 'abandon', 'terminated', 'end:timeout', 'RFC 3261 9.1: 64*T1 after CANCEL'),
  row('accepted', '200', 'accepted', 'deliver', 'RFC 6026 7.2: each 2xx goes to the user'),
  row('accepted', 'timer M', 'terminated', 'end:done', 'RFC 6026 7.2'),
  row('completed', '486', 'completed', 'send_ack', 'RFC 3261 17.1.1.2: ACK again, do not deliver again'),
  row('completed', 'timer D', 'terminated', 'end:done', 'RFC 3261 17.1.1.2'),
  row('completed', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.1.1.2'),
];

export const nonInviteClientTable: readonly Row[] = [
  udp('idle', 'start', 'trying', 'send_request +E500 +F32000', 'RFC 3261 17.1.2.2'),
  tcp('idle', 'start', 'trying', 'send_request +F32000', 'RFC 3261 17.1.2.2'),
  row('trying', '180', 'proceeding', 'deliver', 'RFC 3261 17.1.2.2'),
  udp('trying', '200', 'completed', '-E -F +K5000 deliver', 'RFC 3261 17.1.2.2'),
  tcp('trying', '200', 'terminated', '-F deliver end:done', 'RFC 3261 17.1.2.2: timer K is 0'),
  udp('trying', '486', 'completed', '-E -F +K5000 deliver', 'RFC 3261 17.1.2.2'),
  tcp('trying', '486', 'terminated', '-F deliver end:done', 'RFC 3261 17.1.2.2'),
  udp('trying', 'timer E', 'trying', 'send_request +E1000', 'RFC 3261 17.1.2.2: MIN(2*E, T2)'),
  row('trying', 'timer F', 'terminated', 'end:timeout', 'RFC 3261 17.1.2.2'),
  row('trying', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.1.2.2'),
  row('trying', 'abandon', 'terminated', 'end:timeout', 'user gave up'),
  row('proceeding', '180', 'proceeding', 'deliver', 'RFC 3261 17.1.2.2'),
  udp('proceeding', '200', 'completed', '-E -F +K5000 deliver', 'RFC 3261 17.1.2.2'),
  tcp('proceeding', '200', 'terminated', '-F deliver end:done', 'RFC 3261 17.1.2.2'),
  udp('proceeding', '486', 'completed', '-E -F +K5000 deliver', 'RFC 3261 17.1.2.2'),
  tcp('proceeding', '486', 'terminated', '-F deliver end:done', 'RFC 3261 17.1.2.2'),
  udp('proceeding', 'timer E', 'proceeding', 'send_request +E4000', 'RFC 3261 17.1.2.2: T2 at once'),
  row('proceeding', 'timer F', 'terminated', 'end:timeout', 'RFC 3261 17.1.2.2'),
  row('proceeding', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.1.2.2'),
  row('proceeding', 'abandon', 'terminated', 'end:timeout', 'user gave up'),
  row('completed', 'timer K', 'terminated', 'end:done', 'RFC 3261 17.1.2.2'),
];

export const inviteServerTable: readonly Row[] = [
  row('idle', 'start', 'proceeding', '+trying200 deliver', 'RFC 3261 17.2.1'),
  row('proceeding', 'request', 'proceeding', 'repeat_response', 'RFC 3261 17.2.1'),
  row('proceeding', 'respond 180', 'proceeding', '-trying send_response', 'RFC 3261 17.2.1'),
  row('proceeding', 'respond 100', 'proceeding', '-trying send_response', 'RFC 3261 17.2.1'),
  row('proceeding', 'respond 200', 'accepted', '-trying +L32000 send_response', 'RFC 6026 7.1'),
  udp('proceeding', 'respond 486', 'completed', '-trying +G500 +H32000 send_response', 'RFC 3261 17.2.1'),
  tcp('proceeding', 'respond 486', 'completed', '-trying +H32000 send_response', 'RFC 3261 17.2.1: no timer G'),
  udp('proceeding', 'respond 408', 'completed', '-trying +G500 +H32000 send_response', 'RFC 3261 17.2.1'),
  tcp('proceeding', 'respond 408', 'completed', '-trying +H32000 send_response', 'RFC 3261 17.2.1'),
  row('proceeding', 'timer trying', 'proceeding', 'send_trying', 'RFC 3261 17.2.1: 100 within 200 ms'),
  row('proceeding', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.2.4'),
  row('accepted', 'ack', 'accepted', 'deliver', 'RFC 6026 7.1: the ACK goes to the user'),
  row('accepted', 'respond 200', 'accepted', 'send_response', 'RFC 6026 7.1: the user repeats the 2xx'),
  row('accepted', 'timer L', 'terminated', 'end:done', 'RFC 6026 7.1'),
  row('completed', 'request', 'completed', 'repeat_response', 'RFC 3261 17.2.1'),
  udp('completed', 'ack', 'confirmed', '-G -H +I5000', 'RFC 3261 17.2.1'),
  tcp('completed', 'ack', 'terminated', '-H end:done', 'RFC 3261 17.2.1: timer I is 0'),
  udp('completed', 'timer G', 'completed', 'repeat_response +G1000', 'RFC 3261 17.2.1: MIN(2*G, T2)'),
  row('completed', 'timer H', 'terminated', 'end:timeout', 'RFC 3261 17.2.1'),
  row('completed', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.2.4'),
  row('confirmed', 'timer I', 'terminated', 'end:done', 'RFC 3261 17.2.1'),
];

export const nonInviteServerTable: readonly Row[] = [
  row('idle', 'start', 'trying', '+trying3500 +unanswered32000 deliver', 'RFC 3261 17.2.2, RFC 4320 4.1'),
  tcp('trying', 'respond 100', 'proceeding', '-trying send_response', 'RFC 4320 4.1: reliable may send 100 any time'),
  udp('trying', 'respond 200', 'completed', '-trying -unanswered +J32000 send_response', 'RFC 3261 17.2.2'),
  tcp('trying', 'respond 200', 'terminated', '-trying -unanswered send_response end:done', 'RFC 3261 17.2.2: J is 0'),
  udp('trying', 'respond 486', 'completed', '-trying -unanswered +J32000 send_response', 'RFC 3261 17.2.2'),
  tcp('trying', 'respond 486', 'terminated', '-trying -unanswered send_response end:done', 'RFC 3261 17.2.2'),
  row('trying', 'timer trying', 'proceeding', 'send_trying', 'RFC 4320 4.1'),
  row('trying', 'timer unanswered', 'terminated', 'end:timeout', 'RFC 4320 4.2'),
  row('trying', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.2.4'),
  row('proceeding', 'request', 'proceeding', 'repeat_response', 'RFC 3261 17.2.2'),
  tcp('proceeding', 'respond 100', 'proceeding', 'send_response', 'RFC 3261 17.2.2'),
  udp('proceeding', 'respond 200', 'completed', '-trying -unanswered +J32000 send_response', 'RFC 3261 17.2.2'),
  tcp('proceeding', 'respond 200', 'terminated', '-trying -unanswered send_response end:done', 'RFC 3261 17.2.2'),
  udp('proceeding', 'respond 486', 'completed', '-trying -unanswered +J32000 send_response', 'RFC 3261 17.2.2'),
  tcp('proceeding', 'respond 486', 'terminated', '-trying -unanswered send_response end:done', 'RFC 3261 17.2.2'),
  row('proceeding', 'timer unanswered', 'terminated', 'end:timeout', 'RFC 4320 4.2'),
  row('proceeding', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.2.4'),
  row('completed', 'request', 'completed', 'repeat_response', 'RFC 3261 17.2.2'),
  row('completed', 'timer J', 'terminated', 'end:done', 'RFC 3261 17.2.2'),
  row('completed', 'transport_error', 'terminated', 'end:transport_error', 'RFC 3261 17.2.4'),
];
