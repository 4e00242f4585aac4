import type { NtpTime } from './ntp.ts';

/** What a receiver says about one sender (RFC 3550 6.4.1). */
export type ReportBlock = {
  ssrc: number;
  /** Share of packets lost since the last report, 0-255 of 256. */
  fractionLost: number;
  /** Signed 24 bits: duplicates make it negative. */
  cumulativeLost: number;
  /** Cycles in the high 16 bits. */
  highestSequence: number;
  /** In timestamp units. */
  jitter: number;
  /** Compact NTP time of the last sender report, 0 when none. */
  lastSenderReport: number;
  /** In 1/65536 s. */
  delaySinceLastSenderReport: number;
};

export type SenderReport = {
  kind: 'sender_report';
  ssrc: number;
  ntp: NtpTime;
  rtpTimestamp: number;
  packets: number;
  octets: number;
  reports: ReportBlock[];
};

export type ReceiverReport = { kind: 'receiver_report'; ssrc: number; reports: ReportBlock[] };

/** Only the CNAME: other items are not needed and carry personal data. */
export type SourceDescription = { kind: 'source_description'; chunks: { ssrc: number; cname: string }[] };

export type Bye = { kind: 'bye'; ssrcs: number[]; reason?: string };

/** Types 204-207 and unknown ones, body behind the 4-byte head as received. `count` is the 5-bit field or format. */
export type OtherRtcp = { kind: 'other'; packetType: number; count: number; body: Uint8Array };

export type RtcpPacket = SenderReport | ReceiverReport | SourceDescription | Bye | OtherRtcp;

export const rtcpTypes = { senderReport: 200, receiverReport: 201, sourceDescription: 202, bye: 203 } as const;
