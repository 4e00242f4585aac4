import type { BencodeDictionary, BencodeValue } from './bencode.ts';
import { isDictionary } from './ng-client.ts';

/** How somebody heard what was sent to it, by its own reports; figures are means over the call. */
export type StreamQuality = { readonly mos: number; readonly jitterMs: number; readonly lossPercent: number };

export type TagState = {
  /** RTP packets that came from this side. */
  readonly packets: number;
  /** Between the engine and this side; null as long as it did not report. */
  readonly roundTripMs: number | null;
  /** What this side reported of what it hears. */
  readonly reported: StreamQuality | null;
};

/** By tag. */
export type SessionState = ReadonlyMap<string, TagState>;

/** Reads the reply to `query`. What is missing counts as nothing heard. */
export function readSessionState(values: BencodeDictionary): SessionState {
  const sources = dictionaryOf(values['SSRC']);
  const tags = Object.entries(dictionaryOf(values['tags']));
  return new Map(tags.map(([tag, state]) => [tag, readTag(dictionaryOf(state), sources)]));
}

function readTag(state: BencodeDictionary, sources: BencodeDictionary): TagState {
  const streams = listOf(state['medias']).flatMap((media) => listOf(dictionaryOf(media)['streams']));
  const sound = streams.map(dictionaryOf).filter((stream) => listOf(stream['flags']).includes('RTP'));
  const packets = sound.reduce((sum, stream) => sum + figure(dictionaryOf(stream['stats'])['packets']), 0);
  // The engine files a report under the source that sent it.
  const source = sound.map((stream) => dictionaryOf(sources[`${figure(stream['SSRC'])}`])).find(isReported);
  const average = dictionaryOf(source?.['average MOS']);
  return {
    packets,
    roundTripMs: source ? figure(average['round-trip time leg']) / 1_000 : null,
    reported: source ? qualityOf(average) : null,
  };
}

function isReported(source: BencodeDictionary): boolean {
  return figure(dictionaryOf(source['average MOS'])['samples']) > 0;
}

function qualityOf(average: BencodeDictionary): StreamQuality {
  return {
    mos: figure(average['MOS']) / 10,
    jitterMs: figure(average['jitter']),
    lossPercent: figure(average['packet loss']),
  };
}

function dictionaryOf(value: BencodeValue | undefined): BencodeDictionary {
  return isDictionary(value) ? value : {};
}

function listOf(value: BencodeValue | undefined): readonly BencodeValue[] {
  return Array.isArray(value) ? (value as readonly BencodeValue[]) : [];
}

function figure(value: BencodeValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
