/**
 * Scenarios for SIPp. `[user]`, `[password]`, `[domain]`, `[contactport]` and `[dialled]` are filled in by `sipp.ts`, the
 * other keywords by SIPp, which repeats by itself what has `retrans`.
 */
const sdp = (port: string): string =>
  [
    'v=0',
    'o=sipp 1 1 IN IP4 [local_ip]',
    's=-',
    'c=IN IP4 [local_ip]',
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    'a=sendrecv',
  ].join('\n');

const message = (lines: readonly string[], body = ''): string =>
  `<![CDATA[\n\n${[...lines, `Content-Length: ${body === '' ? '0' : '[len]'}`].join('\n')}\n\n${body}\n]]>`;

const scenario = (name: string, steps: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8" ?>\n<scenario name="${name}">\n${steps.join('\n')}\n</scenario>\n`;

const via = 'Via: SIP/2.0/[transport] [local_ip]:[contactport];branch=[branch];rport';
const contact = 'Contact: <sip:[user]@[local_ip]:[contactport];transport=[transport]>';
const authentication = '[authentication username=[user] password=[password]]';
const optional = (...statuses: number[]): string[] =>
  statuses.map((status) => `<recv response="${status}" optional="true"/>`);

const register = (cseq: number, extra: readonly string[]): string =>
  message([
    'REGISTER sip:[domain] SIP/2.0',
    via,
    'Max-Forwards: 70',
    'From: <sip:[user]@[domain]>;tag=[pid]SIPpTag00[call_number]',
    'To: <sip:[user]@[domain]>',
    'Call-ID: [call_id]',
    `CSeq: ${cseq} REGISTER`,
    contact,
    'Expires: 120',
    ...extra,
  ]);

/** Registers with digest, once. */
export const registration = scenario('registration', [
  `<send retrans="500">${register(1, [])}</send>`,
  '<recv response="401" auth="true"/>',
  `<send retrans="500">${register(2, [authentication])}</send>`,
  '<recv response="200"/>',
]);

const invite = (cseq: number, media: string, extra: readonly string[]): string =>
  message(
    [
      'INVITE sip:[dialled]@[domain] SIP/2.0',
      via,
      'Max-Forwards: 70',
      'From: <sip:[user]@[domain]>;tag=[pid]SIPpTag00[call_number]',
      'To: <sip:[dialled]@[domain]>',
      'Call-ID: [call_id]',
      `CSeq: ${cseq} INVITE`,
      contact,
      'Content-Type: application/sdp',
      ...extra,
    ],
    sdp(media),
  );

const dialledTo = '<sip:[dialled]@[domain]>[peer_tag_param]';

/** To the final response of the INVITE with this CSeq. */
const ack = (cseq: number, uri: string, ownVia: string): string =>
  message([
    `ACK ${uri} SIP/2.0`,
    ownVia,
    'Max-Forwards: 70',
    'From: <sip:[user]@[domain]>;tag=[pid]SIPpTag00[call_number]',
    `To: ${dialledTo}`,
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ACK`,
    contact,
  ]);

/** With the branch of its INVITE (RFC 3261 17.1.1.3). */
const ackRefusal = (cseq: number): string => `<send>${ack(cseq, 'sip:[dialled]@[domain]', '[last_Via:]')}</send>`;

const authenticatedInvite = (media: string): string[] => [
  `<send retrans="500">${invite(1, media, [])}</send>`,
  ...optional(100),
  '<recv response="401" auth="true"/>',
  ackRefusal(1),
  `<send retrans="500">${invite(2, media, [authentication])}</send>`,
  ...optional(100, 180, 183),
];

const bye = message([
  'BYE [next_url] SIP/2.0',
  via,
  'Max-Forwards: 70',
  'From: <sip:[user]@[domain]>;tag=[pid]SIPpTag00[call_number]',
  `To: ${dialledTo}`,
  'Call-ID: [call_id]',
  'CSeq: 3 BYE',
  '[routes]',
]);

export type CallerOptions = {
  /** A sound file to stream while the call lasts; otherwise silence. */
  readonly soundFile?: string;
  readonly talkMs: number;
};

/** Calls with digest, talks, hangs up. */
export function caller({ soundFile, talkMs }: CallerOptions): string {
  const media = soundFile === undefined ? '[media_port]' : '[rtpstream_audio_port]';
  const play = soundFile === undefined ? [] : [`<nop><action><exec rtp_stream="${soundFile},-1,8"/></action></nop>`];
  return scenario('caller', [
    ...authenticatedInvite(media),
    '<recv response="200" rrs="true"/>',
    `<send>${ack(2, '[next_url]', via)}</send>`,
    ...play,
    `<pause milliseconds="${talkMs}"/>`,
    `<send retrans="500">${bye}</send>`,
    '<recv response="200"/>',
  ]);
}

/** Calls with digest and is refused with this status. */
export const refusedCaller = (status: number): string =>
  scenario('refused caller', [...authenticatedInvite('[media_port]'), `<recv response="${status}"/>`, ackRefusal(2)]);

/** Calls and is sent away before anybody asks who it is: 503 that says when to come back (RFC 3261 21.5.4). */
export const shedCaller = scenario('shed caller', [
  `<send retrans="500">${invite(1, '[media_port]', [])}</send>`,
  ...optional(100),
  `<recv response="503"><action>
    <ereg regexp="^ *[0-9]+" search_in="hdr" header="Retry-After:" check_it="true" assign_to="seconds"/>
    <log message="[$seconds]"/>
  </action></recv>`,
  ackRefusal(1),
]);

/** Calls with digest, hears it ring, gives up. */
export const cancellingCaller = scenario('cancelling caller', [
  `<send retrans="500">${invite(1, '[media_port]', [])}</send>`,
  ...optional(100),
  '<recv response="401" auth="true"/>',
  ackRefusal(1),
  `<send retrans="500">${invite(2, '[media_port]', [authentication])}</send>`,
  ...optional(100),
  '<recv response="180"/>',
  '<pause milliseconds="300"/>',
  `<send retrans="500">${message([
    'CANCEL sip:[dialled]@[domain] SIP/2.0',
    // The branch of the INVITE (RFC 3261 9.1): SIPp counts messages back.
    'Via: SIP/2.0/[transport] [local_ip]:[contactport];branch=[branch-4];rport',
    'Max-Forwards: 70',
    'From: <sip:[user]@[domain]>;tag=[pid]SIPpTag00[call_number]',
    'To: <sip:[dialled]@[domain]>',
    'Call-ID: [call_id]',
    'CSeq: 2 CANCEL',
  ])}</send>`,
  '<recv response="200"/>',
  '<recv response="487"/>',
  ackRefusal(2),
]);

/** Rings, answers, and waits to be hung up on; stays a while for repeated BYEs. */
export const callee = scenario('callee', [
  '<recv request="INVITE" rrs="true"/>',
  `<send>${message(['SIP/2.0 180 Ringing', '[last_Via:]', '[last_From:]', '[last_To:];tag=[pid]SIPpTag01[call_number]', '[last_Call-ID:]', '[last_CSeq:]', contact])}</send>`,
  `<send retrans="500">${message(
    [
      'SIP/2.0 200 OK',
      '[last_Via:]',
      '[last_From:]',
      '[last_To:];tag=[pid]SIPpTag01[call_number]',
      '[last_Call-ID:]',
      '[last_CSeq:]',
      contact,
      'Content-Type: application/sdp',
    ],
    sdp('[media_port]'),
  )}</send>`,
  '<recv request="ACK"/>',
  '<recv request="BYE"/>',
  `<send>${message(['SIP/2.0 200 OK', '[last_Via:]', '[last_From:]', '[last_To:]', '[last_Call-ID:]', '[last_CSeq:]'])}</send>`,
  '<timewait milliseconds="2000"/>',
]);

const subscribe = (cseq: number, toTag: string, extra: readonly string[]): string =>
  message([
    'SUBSCRIBE sip:[dialled]@[domain] SIP/2.0',
    via,
    'Max-Forwards: 70',
    'From: <sip:[user]@[domain]>;tag=[pid]SIPpTag00[call_number]',
    `To: <sip:[dialled]@[domain]>${toTag}`,
    'Call-ID: [call_id]',
    `CSeq: ${cseq} SUBSCRIBE`,
    contact,
    'Event: dialog',
    'Accept: application/dialog-info+xml',
    ...extra,
  ]);

/** A NOTIFY that says this, answered. */
const notified = (says: string): string[] => [
  `<recv request="NOTIFY"><action><ereg regexp="${says}" search_in="msg" check_it="true" assign_to="9"/></action></recv>`,
  `<send>${message([
    'SIP/2.0 200 OK',
    ...['[last_Via:]', '[last_From:]', '[last_To:]', '[last_Call-ID:]', '[last_CSeq:]'],
    contact,
  ])}</send>`,
];

/** Subscribes to a busy lamp with digest, sees it idle, refreshes, and unsubscribes (RFC 6665, RFC 4235). */
export const lampWatcher = scenario('lamp watcher', [
  `<send retrans="500">${subscribe(1, '', ['Expires: 600'])}</send>`,
  '<recv response="401" auth="true"/>',
  `<send retrans="500">${subscribe(2, '', ['Expires: 600', authentication])}</send>`,
  // SIPp would take the tag of the NOTIFY's To, which is its own, for that of the peer.
  '<recv response="200"><action><ereg regexp=";tag=.*" search_in="hdr" header="To:" assign_to="1"/></action></recv>',
  ...notified('terminated./state'),
  `<send retrans="500">${subscribe(3, '[$1]', ['Expires: 300'])}</send>`,
  '<recv response="200"/>',
  ...notified('active;expires=300'),
  `<send retrans="500">${subscribe(4, '[$1]', ['Expires: 0'])}</send>`,
  '<recv response="200"/>',
  ...notified('terminated;reason=timeout'),
  '<Reference variables="9"/>',
]);
