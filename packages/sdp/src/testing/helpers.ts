import { answerOffer } from '../answer.ts';
import type { LocalMedia } from '../local-media.ts';
import type { NegotiatedAudio } from '../negotiated.ts';
import { parseSdp } from '../parse.ts';
import type { SessionDescription } from '../types.ts';

export const local: LocalMedia = {
  address: '192.0.2.100',
  port: 40_000,
  codecs: ['opus', 'G722', 'PCMA', 'PCMU'],
  sessionId: '77',
};

export const localWebRtc: LocalMedia = {
  ...local,
  ice: { ufrag: 'abcd', pwd: 'abcdefghijklmnopqrstuvwx', isLite: true, candidates: [] },
  dtls: { fingerprint: { hash: 'sha-256', value: 'AA:BB:CC' } },
};

/** Parses or fails the test. */
export function parsed(text: string): SessionDescription {
  const result = parseSdp(text);
  if (result.kind !== 'session') throw new Error(`line ${result.line}: ${result.reason}`);
  return result;
}

/** Answers or fails the test. */
export function answered(
  offer: SessionDescription | string,
  media: LocalMedia,
): { answer: SessionDescription; negotiated: NegotiatedAudio } {
  const result = answerOffer(typeof offer === 'string' ? parsed(offer) : offer, media);
  if (result.kind !== 'answered') throw new Error(`rejected: ${result.reason}`);
  return result;
}

/** A small audio description with the given lines after `t=`. */
export function description(...lines: string[]): string {
  return ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines, ''].join('\r\n');
}
