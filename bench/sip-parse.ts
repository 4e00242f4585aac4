/**
 * Cost of reading and writing one SIP message: an INVITE with 16 headers and SDP, as a desk phone sends it.
 * Run: `node bench/sip-parse.ts [seconds per row]`. Prints CPU microseconds per message (user + system, this process).
 */
import { createStreamFramer, parseMessage, serializeMessage, topVia, validateRequest } from '@carillon/sip';
import type { SipRequest } from '@carillon/sip';

const sdp = [
  'v=0',
  'o=- 3909824 3909824 IN IP4 192.0.2.15',
  's=call',
  'c=IN IP4 192.0.2.15',
  't=0 0',
  'm=audio 11784 RTP/AVP 9 8 0 101',
  'a=rtpmap:9 G722/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-15',
  'a=ptime:20',
  'a=sendrecv',
  '',
].join('\r\n');

const invite = [
  'INVITE sip:+33145551234@sip.example.com;user=phone SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.15:5060;branch=z9hG4bK74bf9a2c0d;rport',
  'Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK1f2e3d4c;received=198.51.100.9',
  'Route: <sip:edge.example.com;lr>',
  'From: "Ada Lovelace" <sip:101@sip.example.com>;tag=8a7b6c5d4e',
  'To: <sip:+33145551234@sip.example.com;user=phone>',
  'Call-ID: 3848276298220188511@192.0.2.15',
  'CSeq: 2 INVITE',
  'Contact: <sip:101@192.0.2.15:5060;transport=udp>;+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>"',
  'Max-Forwards: 70',
  'User-Agent: ExamplePhone T46/1.2.3',
  'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, NOTIFY, REFER, UPDATE, PRACK, MESSAGE',
  'Supported: replaces, timer, 100rel, outbound, path',
  'Session-Expires: 1800;refresher=uac',
  'Content-Type: application/sdp',
  `Content-Length: ${sdp.length}`,
  'P-Asserted-Identity: "Ada Lovelace" <sip:+33145550000@sip.example.com>',
  '',
  sdp,
].join('\r\n');

const bytes = Buffer.from(invite);
const parsed = parseMessage(bytes);
if (parsed.kind !== 'request') throw new Error('The bench message does not parse');
const request: SipRequest = parsed;
const framer = createStreamFramer();

/** Something that the optimiser cannot leave out. */
let sink = 0;

const rows: Readonly<Record<string, () => void>> = {
  'parse (datagram)': () => {
    sink += parseMessage(bytes).kind.length;
  },
  'parse (stream)': () => {
    sink += framer.push(bytes).length;
  },
  'parse + validate': () => {
    const message = parseMessage(bytes);
    if (message.kind === 'request') sink += validateRequest(message).kind.length;
  },
  'validate only': () => {
    sink += validateRequest(request).kind.length;
  },
  'top Via only': () => {
    sink += topVia(request)?.host.length ?? 0;
  },
  serialize: () => {
    sink += serializeMessage(request).length;
  },
};

const seconds = Number(process.argv[2] ?? 2);
console.log(`INVITE of ${bytes.length} bytes, ${request.headers.length} headers, ${request.body.length} bytes of SDP`);
for (const [name, run] of Object.entries(rows)) {
  measure(run, seconds / 4);
  console.log(`${name.padEnd(18)} ${measure(run, seconds).toFixed(2).padStart(8)} µs/message`);
}
if (sink === 0) throw new Error('Nothing was measured');

/** CPU microseconds per run, over about this many seconds. */
function measure(run: () => void, forSeconds: number): number {
  const end = performance.now() + forSeconds * 1000;
  const before = process.cpuUsage();
  let runs = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 500; i++) run();
    runs += 500;
  }
  const used = process.cpuUsage(before);
  return (used.user + used.system) / runs;
}
