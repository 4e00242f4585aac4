import type { LiveCall } from '@carillon/api';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { until, type TelephonyApp } from '#test/factories/telephony';
import { scene, talk } from '#test/factories/telephony-scenario';

/** The call bar of a member: every list of calls that it was shown. */
async function openBar(app: TelephonyApp, cookie: string) {
  const port = await app.http.listen('127.0.0.1', 0);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/realtime`, { headers: { cookie } });
  onTestFinished(() => socket.terminate());
  const shown: LiveCall[][] = [];
  socket.on('message', (bytes: Buffer) => {
    const message = JSON.parse(bytes.toString()) as { data?: { calls: LiveCall[] } };
    if (message.data !== undefined) shown.push(message.data.calls);
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(JSON.stringify({ type: 'subscribe', topic: 'my-calls' }));
  await until('a snapshot', () => shown.length > 0);
  return { socket, quality: () => shown.at(-1)?.[0]?.quality };
}

test('the bar shows how well people hear each other; nobody who looks, nothing read', async () => {
  const { app, phones } = await scene(2);
  const [ada, ben] = [phones[0]!, phones[1]!];
  await talk(ada, ben, '202');
  const [first, second] = await until('both talk', () => {
    const legs = app.modules.media.open();
    return app.modules.media.bridges().length === 1 && legs.length === 2 ? legs : null;
  });
  const readings = () => first!.readings + second!.readings;
  await app.clock.advance(30_000);
  expect(readings()).toBe(0);
  const bar = await openBar(app, ada.user.cookie);
  expect(bar.quality()).toBe('good');
  let packets = 0;
  /** Five seconds in which the other side lost this many of 250 packets. */
  const pass = async (lost: number, quality: string) => {
    const before = readings();
    packets += 250;
    first!.measured = { packetsReceived: packets, packetsLost: 0 };
    second!.measured = { packetsReceived: packets - lost, packetsLost: (second!.measured.packetsLost ?? 0) + lost };
    await app.clock.advance(5_000);
    await until('both were read', () => readings() === before + 2);
    await until(`the bar shows ${quality}`, async () => {
      await app.clock.advance(20);
      return bar.quality() === quality;
    });
  };
  await pass(0, 'good');
  await pass(60, 'poor');
  await pass(0, 'good');
  bar.socket.close();
  await until('nobody looks', () => !app.realtime.isFollowed('my-calls', ada.user.id));
  await app.clock.advance(5_000);
  const before = readings();
  await app.clock.advance(60_000);
  expect(readings()).toBe(before);
});
