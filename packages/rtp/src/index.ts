export { createRtpHeader, readRtpHeader, rtpHeaderBytes, writeRtpFields, writeRtpHeader } from './packet/header.ts';
export type { RtpFields, RtpHeader } from './packet/header.ts';
export { buildRtp, parseRtp } from './packet/packet.ts';
export type { RtpPacket } from './packet/packet.ts';
export { classifyPacket } from './packet/classify.ts';
export type { PacketKind } from './packet/classify.ts';
export { extendSequence, extendTimestamp, sequenceDistance, timestampDistance } from './packet/sequence.ts';
export { RtpRewriter } from './packet/rewriter.ts';
export type { OriginatedFields, RtpRewriterOptions } from './packet/rewriter.ts';
export { parseRtcp } from './rtcp/parse.ts';
export { buildRtcp } from './rtcp/build.ts';
export { compactNtp, compactNtpToMs, msToCompactNtp, toNtp } from './rtcp/ntp.ts';
export type { NtpTime } from './rtcp/ntp.ts';
export type * from './rtcp/types.ts';
export { JitterBuffer } from './jitter/jitter-buffer.ts';
export type {
  IncomingPacket,
  JitterBufferOptions,
  JitterSnapshot,
  Playout,
  PushResult,
} from './jitter/jitter-buffer.ts';
export { buildTelephoneEvent, digitToEvent, eventToDigit, parseTelephoneEvent } from './dtmf/telephone-event.ts';
export type { TelephoneEvent } from './dtmf/telephone-event.ts';
export { TelephoneEventSender } from './dtmf/sender.ts';
export type { OutgoingTelephoneEvent, TelephoneEventSenderOptions } from './dtmf/sender.ts';
export { TelephoneEventReceiver } from './dtmf/receiver.ts';
export type { DigitEvent } from './dtmf/receiver.ts';
export { ReceiverStatistics } from './stats/receiver-statistics.ts';
export type { ReceiverSnapshot } from './stats/receiver-statistics.ts';
export { roundTripMs } from './stats/round-trip.ts';
export { estimateMos, transmissionRating } from './stats/mos.ts';
export type { QualityInput } from './stats/mos.ts';
