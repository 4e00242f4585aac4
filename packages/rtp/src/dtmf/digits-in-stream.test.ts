import { expect, test } from 'vitest';
import { JitterBuffer } from '../jitter/jitter-buffer.ts';
import { buildRtp, parseRtp } from '../packet/packet.ts';
import { RtpRewriter } from '../packet/rewriter.ts';
import { ReceiverStatistics } from '../stats/receiver-statistics.ts';
import { TelephoneEventReceiver } from './receiver.ts';
import { TelephoneEventSender } from './sender.ts';

/** Audio every 20 ms, digits in its place in the middle, and all of it received on the other side. */
test('digits within an audio stream: heard once each, and neither a hole nor loss nor jitter in the audio', () => {
  const rewriter = new RtpRewriter({ ssrc: 7, clockRate: 8_000, firstSequence: 65_530, firstTimestamp: 0xfffffe00 });
  const sender = new TelephoneEventSender({ clockRate: 8_000 });
  const receiver = new TelephoneEventReceiver({ clockRate: 8_000 });
  const statistics = new ReceiverStatistics({ ssrc: 7, clockRate: 8_000 });
  const jitter = new JitterBuffer({ clockRate: 8_000 });
  const digits: string[] = [];
  const played: string[] = [];
  for (let tick = 0; tick < 150; tick++) {
    const nowMs = tick * 20;
    if (tick === 50) sender.enqueue('42#');
    for (const bytes of send(tick, nowMs)) receive(bytes, nowMs);
    played.push(jitter.pull(nowMs + 7).kind);
  }
  expect(digits).toEqual(['4', '2', '#']);
  expect(played.filter((kind) => kind === 'conceal')).toEqual([]);
  expect(played.slice(-40).every((kind) => kind === 'packet')).toBe(true);
  expect(statistics.snapshot()).toMatchObject({ lost: 0, duplicates: 0, maxJitterMs: 0 });

  function send(tick: number, nowMs: number): Uint8Array[] {
    if (!sender.isBusy) {
      const fields = rewriter.originate({ payloadType: 8, samples: 160 }, nowMs);
      return [buildRtp({ ...fields, payload: Uint8Array.of(tick) })];
    }
    return sender.tick(rewriter.timestampAt(nowMs)).map(({ payload, marker, timestamp }) => {
      return buildRtp({ ...rewriter.originate({ payloadType: 101, marker, timestamp }, nowMs), payload });
    });
  }

  function receive(bytes: Uint8Array, nowMs: number): void {
    const packet = parseRtp(bytes)!;
    statistics.onPacket(packet.sequence, packet.timestamp, nowMs);
    const isDigit = packet.payloadType === 101;
    jitter.push({ ...packet, payload: isDigit ? undefined : packet.payload }, nowMs);
    if (!isDigit) return;
    for (const event of receiver.push(packet.payload, packet.timestamp, nowMs)) {
      if (event.kind === 'digit_ended') digits.push(event.digit);
    }
  }
});
