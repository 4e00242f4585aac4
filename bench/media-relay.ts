/**
 * What relayed G.711 calls cost: `node bench/media-relay.ts [calls] [seconds]`. A child process plays all phones, this
 * one runs the media plane with one worker; its processor time is what is printed, for both kinds of sockets.
 */
import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:dgram';
import { buildRtp } from '@carillon/rtp';
import { createEmbeddedMediaPlane } from '../server/src/modules/telephony/media/embedded-media-plane.ts';
import { systemClock } from '../server/src/platform/clock.ts';
import { silentLogger } from '../server/src/platform/log.ts';

type FromPhones = { ports: number[] } | { sent: number; heard: number };

if (process.send) await playPhones(Number(process.argv[2]));
else await main(Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 10));

async function main(calls: number, seconds: number): Promise<void> {
  for (const io of ['dgram', 'koffi'] as const) {
    const result = await measure(io, calls, seconds);
    const lossPercent = 100 * (1 - result.heard / result.sent);
    const perHundred = (result.cpuPercent * 100) / calls;
    console.log(
      `${io.padEnd(5)} ${calls} calls: ${result.cpuPercent.toFixed(1)} % of a core, ` +
        `${perHundred.toFixed(1)} % per 100 calls, ${result.microsecondsPerPacket.toFixed(1)} us per packet, ` +
        `${(6_000 / perHundred).toFixed(0)} calls in 60 % of a core, loss ${lossPercent.toFixed(2)} %`,
    );
  }
}

async function measure(io: 'dgram' | 'koffi', calls: number, seconds: number) {
  const plane = createEmbeddedMediaPlane({
    workers: 1,
    address: '127.0.0.1',
    ports: { min: 30_000, max: 30_000 + calls * 4 + 99 },
    log: silentLogger(),
    clock: systemClock,
    io,
  });
  const phones = fork(import.meta.filename, [String(calls * 2)]);
  const { ports } = (await messageOf(phones)) as { ports: number[] };
  const legPorts: number[] = [];
  for (const [index, port] of ports.entries()) {
    const leg = await plane.openLeg({ legId: String(index), transport: 'rtp' });
    await leg.readOffer(offerOf(port));
    const answer = await leg.createAnswer({ codecs: ['PCMA'] });
    if (answer.kind === 'ok') legPorts.push(Number(/m=audio (\d+)/.exec(answer.sdp)?.[1]));
    if (index % 2 === 1) await plane.bridge(String(index - 1), String(index));
  }
  phones.send({ start: legPorts });
  await pause(2_000);
  const [before, startedMs] = [process.cpuUsage(), performance.now()];
  phones.send('count');
  await pause(seconds * 1_000);
  const used = process.cpuUsage(before);
  const elapsedMs = performance.now() - startedMs;
  phones.send('stop');
  const counted = (await messageOf(phones)) as { sent: number; heard: number };
  phones.kill();
  await plane.close();
  const cpuMs = (used.user + used.system) / 1_000;
  return { ...counted, cpuPercent: (100 * cpuMs) / elapsedMs, microsecondsPerPacket: (cpuMs * 1_000) / counted.sent };
}

function offerOf(port: number): string {
  const head = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n';
  return `${head}m=audio ${port} RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n`;
}

function messageOf(child: ChildProcess): Promise<FromPhones> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as FromPhones)));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The child: one socket per phone, 50 packets a second each, spread evenly over the 20 ms. */
async function playPhones(count: number): Promise<void> {
  let sent = 0;
  let heard = 0;
  const sockets = await Promise.all(Array.from({ length: count }, () => bindPhone(() => (heard += 1))));
  process.send?.({ ports: sockets.map((socket) => socket.address().port) });
  process.on('message', (message: { start: number[] } | 'count' | 'stop') => {
    if (message === 'count') [sent, heard] = [0, 0];
    else if (message === 'stop') process.send?.({ sent, heard });
    else startSending(sockets, message.start, () => (sent += 1));
  });
}

function startSending(sockets: readonly Socket[], legPorts: readonly number[], onSent: () => void): void {
  const startedMs = performance.now();
  let step = 0;
  setInterval(() => {
    // Step n is packet floor(n / phones) of phone n % phones, due at n * 20 / phones ms.
    for (; (step * 20) / sockets.length < performance.now() - startedMs; step += 1) {
      const phone = step % sockets.length;
      const number = Math.floor(step / sockets.length);
      const payload = new Uint8Array(160);
      const head = { marker: false, payloadType: 8, ssrc: phone + 1 };
      const packet = buildRtp({ ...head, sequence: number & 0xffff, timestamp: (number * 160) >>> 0, payload });
      sockets[phone]?.send(packet, legPorts[phone] ?? 9, '127.0.0.1');
      onSent();
    }
  }, 1);
}

async function bindPhone(onPacket: () => void): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 262_144 });
  socket.on('message', onPacket);
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}
