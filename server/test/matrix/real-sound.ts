import type { TonePhone } from '../../src/modules/telephony/media/testing/tone-phone.ts';
import type { CodecName } from '../../src/modules/telephony/ports/media-plane.ts';
import type { Sound } from './sound.ts';

/** Real packets on loopback. */
export function rtpSound(phone: TonePhone, toneHz: number, codec: CodecName): Sound {
  phone.hum(toneHz);
  return {
    toneHz,
    codec,
    begin: async () => undefined,
    offer: async (direction = 'sendrecv') => phone.offer([codec], direction),
    accept: (answer) => phone.accept(answer),
    answer: (offer) => phone.answerTo(offer, [codec], 'sendrecv'),
    tone: async () => phone.tone(),
    close: () => phone.close(),
  };
}
