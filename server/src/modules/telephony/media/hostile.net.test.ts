import { createSocket } from 'node:dgram';
import { buildRtp } from '@carillon/rtp';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { MediaPlane } from '../ports/media-plane.ts';
import { onEachPlane } from './testing/planes.ts';
import { Switchboard } from './testing/switchboard.ts';

const patience = { timeout: 10_000, interval: 50 };
/** First bytes that look like STUN, DTLS, RTP and RTCP, then anything. */
const hostilePacket = fc
  .tuple(fc.constantFrom(0, 1, 20, 22, 23, 63, 64, 0x80, 0x81, 0x90, 0xa0, 0xbf), fc.uint8Array({ maxLength: 400 }))
  .map(([first, rest]) => Buffer.from([first, ...rest]));

async function bombard(ports: readonly number[], packets: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const packet of packets) {
    for (const port of ports) {
      await new Promise<void>((resolve) => socket.send(packet, port, '127.0.0.1', () => resolve()));
    }
  }
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

/** Says at once when the packet itself could not be built. */
function buildable(packet: Parameters<typeof buildRtp>[0]): Parameters<typeof buildRtp>[0] {
  expect(buildRtp(packet).length).toBe(12 + packet.payload.length);
  return packet;
}

onEachPlane((under) => {
  let board: Switchboard<MediaPlane>;
  afterEach(() => board.close());

  test('garbage from strangers and from the party itself harms nobody', async () => {
    const errors: unknown[] = [];
    board = new Switchboard(under.open({ onError: (fields) => errors.push(fields) }));
    const a = await board.connect('a', ['opus'], { humHz: 440 });
    const b = await board.connect('b', ['PCMA'], { humHz: 880 });
    const browser = await board.plane.openLeg({ legId: 'browser', transport: 'webrtc' });
    const offer = await browser.createOffer({ codecs: ['opus'] });
    await board.plane.bridge('a', 'b');
    await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
    const portA = a.phone.media!.remote!.rtp.port;
    const ports = [portA, portA + 1, Number(/m=audio (\d+)/.exec(offer)?.[1])];
    await bombard(ports, fc.sample(hostilePacket, 800));
    const head = { marker: false, payloadType: a.phone.media!.payloadTypes.send, ssrc: a.phone.ssrc };
    for (const [index, payload] of fc.sample(fc.uint8Array({ maxLength: 300 }), 200).entries()) {
      a.phone.sendRaw(buildable({ ...head, sequence: (60_000 + index * 7) & 0xffff, timestamp: index * 960, payload }));
    }
    await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
    expect(errors).toEqual([]);
  });
});
