import { codecDefinitions, isCodec, isTelephoneEvent, mediaFormats } from './codecs.ts';
import type { CodecName } from './codecs.ts';
import { addWebRtc, localAudio, localSession, rejectedMedia } from './local-media.ts';
import type { LocalMedia } from './local-media.ts';
import type { RtpMap, SdpMedia, SessionDescription } from './types.ts';
import { withVersion } from './version.ts';

/** Our usual dynamic numbers for RFC 4733, by clock rate. */
const telephoneEventPayloadTypes: Readonly<Record<number, number>> = { 8_000: 101, 48_000: 110 };

/**
 * An offer of one audio stream (RFC 3264 5). With `previous` it is a re-offer: m-lines keep their places and a
 * payload type never changes its meaning (RFC 3264 8.3.2).
 */
export function createOffer(local: LocalMedia): SessionDescription {
  const session = localSession(local);
  const previousMedia = local.previous?.media ?? [];
  const index = audioIndex(previousMedia);
  const audio = offerAudio(local, previousMedia[index]);
  session.media = previousMedia.map(rejectedMedia);
  session.media[index] = audio;
  if (audio.mid !== undefined) session.groups = [{ semantics: 'BUNDLE', mids: [audio.mid] }];
  return withVersion(session, local.previous);
}

/** Where the live audio line stands; a new one goes to the end. */
function audioIndex(media: SdpMedia[]): number {
  const index = media.findIndex((line) => line.kind === 'audio' && line.port !== 0);
  return index < 0 ? media.length : index;
}

function offerAudio(local: LocalMedia, previous: SdpMedia | undefined): SdpMedia {
  const audio = localAudio(local, previous?.protocol ?? offerProtocol(local));
  audio.direction = local.direction ?? 'sendrecv';
  if (local.ice || local.dtls) {
    addWebRtc(audio, local, 'actpass');
    audio.rtcpMux = true;
    audio.mid = previous?.mid ?? '0';
  }
  audio.cryptos = (local.cryptos ?? []).map((crypto, position) => ({ tag: position + 1, ...crypto }));
  addFormats(audio, local, previous ? mediaFormats(previous) : (local.like ?? []));
  return audio;
}

function offerProtocol(local: LocalMedia): string {
  if (local.dtls) return 'UDP/TLS/RTP/SAVPF';
  return local.cryptos?.length ? 'RTP/SAVP' : 'RTP/AVP';
}

function addFormats(audio: SdpMedia, local: LocalMedia, known: readonly RtpMap[]): void {
  const used = new Set(known.map((map) => map.payloadType));
  for (const codec of new Set(local.codecs)) addCodec(audio, codec, known, used);
  if (local.telephoneEvents === false) return;
  const rates = new Set(local.codecs.map((codec) => codecDefinitions[codec].clockRate));
  for (const clockRate of rates) addTelephoneEvent(audio, clockRate, known, used);
}

function addCodec(audio: SdpMedia, codec: CodecName, known: readonly RtpMap[], used: Set<number>): void {
  const definition = codecDefinitions[codec];
  const payloadType =
    known.find((map) => isCodec(map, codec))?.payloadType ?? freePayloadType(definition.payloadType, used);
  const map: RtpMap = { payloadType, encoding: definition.encoding, clockRate: definition.clockRate };
  if (definition.channels > 1) map.channels = definition.channels;
  addFormat(audio, map, definition.parameters);
}

function addTelephoneEvent(audio: SdpMedia, clockRate: number, known: readonly RtpMap[], used: Set<number>): void {
  const existing = known.find((map) => isTelephoneEvent(map) && map.clockRate === clockRate);
  const payloadType = existing?.payloadType ?? freePayloadType(telephoneEventPayloadTypes[clockRate] ?? 101, used);
  addFormat(audio, { payloadType, encoding: 'telephone-event', clockRate }, '0-16');
}

/** Adds a format with its rtpmap and fmtp. */
export function addFormat(media: SdpMedia, map: RtpMap, parameters: string | undefined): void {
  media.formats.push(String(map.payloadType));
  media.rtpmaps.push(map);
  if (parameters !== undefined) media.fmtps.push({ format: String(map.payloadType), parameters });
}

/** The wanted number, or the next free dynamic one (96-127). Static numbers are never taken by anything else. */
function freePayloadType(wanted: number, used: Set<number>): number {
  let payloadType = wanted;
  while (payloadType >= 96 && used.has(payloadType)) payloadType = payloadType === 127 ? 96 : payloadType + 1;
  used.add(payloadType);
  return payloadType;
}
