import type { RtpMap, SdpMedia } from './types.ts';

/** Audio codecs this product speaks. */
export type CodecName = 'opus' | 'G722' | 'PCMA' | 'PCMU';

export type CodecDefinition = {
  encoding: string;
  /** RTP timestamp rate. G.722 says 8000 though it samples at 16 kHz (RFC 3551 4.5.2). */
  clockRate: number;
  /** Present in the rtpmap only when above one. Opus always says 2 (RFC 7587 7), also when it carries mono. */
  channels: number;
  /** Static number of RFC 3551, or our usual dynamic one. */
  payloadType: number;
  /** What we put in our fmtp line. */
  parameters?: string;
};

export const codecDefinitions: Readonly<Record<CodecName, CodecDefinition>> = {
  opus: {
    encoding: 'opus',
    clockRate: 48_000,
    channels: 2,
    payloadType: 111,
    parameters: 'minptime=10;useinbandfec=1',
  },
  G722: { encoding: 'G722', clockRate: 8_000, channels: 1, payloadType: 9 },
  PCMA: { encoding: 'PCMA', clockRate: 8_000, channels: 1, payloadType: 8 },
  PCMU: { encoding: 'PCMU', clockRate: 8_000, channels: 1, payloadType: 0 },
};

/** Payload types that need no rtpmap (RFC 3551 6); only those a telephone may send. */
const staticMaps: ReadonlyMap<number, RtpMap> = new Map(
  [
    { payloadType: 0, encoding: 'PCMU', clockRate: 8_000 },
    { payloadType: 3, encoding: 'GSM', clockRate: 8_000 },
    { payloadType: 4, encoding: 'G723', clockRate: 8_000 },
    { payloadType: 8, encoding: 'PCMA', clockRate: 8_000 },
    { payloadType: 9, encoding: 'G722', clockRate: 8_000 },
    { payloadType: 13, encoding: 'CN', clockRate: 8_000 },
    { payloadType: 18, encoding: 'G729', clockRate: 8_000 },
  ].map((map) => [map.payloadType, map]),
);

/** Every format of the media line as an rtpmap, in the order of preference; formats without meaning are left out. */
export function mediaFormats(media: SdpMedia): RtpMap[] {
  return media.formats.flatMap((format) => {
    const payloadType = Number(format);
    const map = media.rtpmaps.find((entry) => entry.payloadType === payloadType) ?? staticMaps.get(payloadType);
    return map ? [map] : [];
  });
}

/** Does this rtpmap describe the codec? Names compare without case (RFC 8866 6.6). */
export function isCodec(map: RtpMap, codec: CodecName): boolean {
  const { encoding, clockRate, channels } = codecDefinitions[codec];
  if (map.encoding.toLowerCase() !== encoding.toLowerCase() || map.clockRate !== clockRate) return false;
  // Some devices leave out the "/2" of Opus; nobody else uses the name.
  return codec === 'opus' || (map.channels ?? 1) === channels;
}

/** RFC 4733 2.4. */
export function isTelephoneEvent(map: RtpMap): boolean {
  return map.encoding.toLowerCase() === 'telephone-event';
}

/** The codecs of ours that the media line lists, in its order. */
export function offeredCodecs(media: SdpMedia): CodecName[] {
  const names = Object.keys(codecDefinitions) as CodecName[];
  return mediaFormats(media).flatMap((map) => names.filter((name) => isCodec(map, name)));
}

/** Parameters of the `a=fmtp` line of a payload type. */
export function formatParameters(media: SdpMedia, payloadType: number): string | undefined {
  return media.fmtps.find((fmtp) => fmtp.format === String(payloadType))?.parameters;
}
