import type { CodecName, MediaDirection } from '../../src/modules/telephony/ports/media-plane.ts';
import type { RecordedLeg, RecordedMedia } from '../factories/telephony-media.ts';
import { writeSdp } from '../factories/telephony-media.ts';

/** Mouth and ear of a party: descriptions of its media, a steady tone into it, the tone that comes out. */
export interface Sound {
  readonly toneHz: number;
  readonly codec: CodecName;
  /** A new call: a browser opens a connection for each. */
  begin(): Promise<void>;
  offer(direction?: MediaDirection): Promise<string>;
  accept(answer: string): Promise<void>;
  answer(offer: string): Promise<string>;
  /** Strongest frequency of the last moment in Hz; 0 for silence. */
  tone(): Promise<number>;
  close(): Promise<void>;
}

/** What music would be heard as: nobody's tone. */
const musicHz = 1;

/** No packets: what would be heard, by the bridges, prompts and directions that call control asked the media for. */
export function simulatedSound(media: RecordedMedia, own: { port: number; toneHz: number; codec: CodecName }): Sound {
  const { port, toneHz, codec } = own;
  tones.set(port, toneHz);
  const legAt = (where: number) => media.open().find((leg) => portOf(leg) === where);
  return {
    toneHz,
    codec,
    begin: async () => undefined,
    offer: async (direction = 'sendrecv') => writeSdp([codec], direction, port),
    accept: async () => undefined,
    answer: async (offer) => {
      const direction = /^a=(sendonly|recvonly|inactive)\r?$/m.exec(offer)?.[1];
      const own = direction === 'sendonly' ? 'recvonly' : direction === 'recvonly' ? 'sendonly' : direction;
      return writeSdp([codec], (own ?? 'sendrecv') as MediaDirection, port);
    },
    tone: async () => heardAt(media, legAt(port)),
    close: async () => undefined,
  };
}

const tones = new Map<number, number>();
const portOf = (leg: RecordedLeg): number => Number(/^m=audio (\d+)/m.exec(leg.remote)?.[1] ?? 0);
const listens = (leg: RecordedLeg): boolean => ['sendrecv', 'recvonly'].includes(leg.remoteDirection);

function heardAt(media: RecordedMedia, leg: RecordedLeg | undefined): number {
  if (leg === undefined || !listens(leg)) return 0;
  if (leg.playing !== null) return musicHz;
  const pair = media.bridges().find((both) => both.includes(leg.legId));
  const peer = pair === undefined ? undefined : media.legs.get(pair[0] === leg.legId ? pair[1] : pair[0]);
  // Who holds may go on sending, but is not passed on.
  return peer === undefined || !listens(peer) ? 0 : (tones.get(portOf(peer)) ?? 0);
}
