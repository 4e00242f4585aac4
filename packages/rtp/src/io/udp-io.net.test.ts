import { performance } from 'node:perf_hooks';
import { writeSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { createUdpIo } from './open-io.ts';
import type { Endpoint, UdpIo, UdpSocket } from './udp.ts';

const loopback = '127.0.0.1';

describe.each(['dgram', 'koffi'] as const)('UDP through %s', (choice) => {
  let io: UdpIo = createUdpIo('dgram');
  afterEach(() => io.close());

  async function open(onPacket: (packet: Buffer, source: Endpoint) => void, port = 0): Promise<UdpSocket> {
    const result = await io.open({ address: loopback, port, onPacket });
    if (result.kind !== 'open') throw new Error(result.kind);
    return result.socket;
  }

  test('carries bytes both ways and says who sent them', async () => {
    io = createUdpIo(choice);
    const echo = await open((packet, source) => {
      packet[0] = packet[0]! + 1;
      echo.send(packet, source);
    });
    const answer = Promise.withResolvers<{ bytes: number[]; source: Endpoint }>();
    const client = await open((packet, source) => answer.resolve({ bytes: [...packet], source }));
    client.send(Buffer.from([1, 2, 3]), { address: loopback, port: echo.port });
    expect(await answer.promise).toEqual({ bytes: [2, 2, 3], source: { address: loopback, port: echo.port } });
  });

  test('gives the same object for the same source', async () => {
    io = createUdpIo(choice);
    const sources: Endpoint[] = [];
    const done = Promise.withResolvers<void>();
    const server = await open((_packet, source) => {
      sources.push(source);
      if (sources.length === 3) done.resolve();
    });
    const client = await open(() => {});
    for (let count = 0; count < 3; count += 1) client.send(Buffer.from('x'), { address: loopback, port: server.port });
    await done.promise;
    expect(sources[1]).toBe(sources[0]);
    expect(sources[2]).toBe(sources[0]);
  });

  test('names a port in use, and frees it on close', async () => {
    io = createUdpIo(choice);
    const first = await open(() => {});
    expect((await io.open({ address: loopback, port: first.port, onPacket: () => {} })).kind).toBe('port_in_use');
    await first.close();
    await first.close();
    expect(io.openSockets).toBe(0);
    expect((await open(() => {}, first.port)).port).toBe(first.port);
  });

  test('says why a foreign address fails', async () => {
    io = createUdpIo(choice);
    expect((await io.open({ address: '192.0.2.1', port: 0, onPacket: () => {} })).kind).toBe('failed');
  });

  test('keeps a burst that arrives while the thread is busy', async () => {
    io = createUdpIo(choice);
    const heard = new Set<number>();
    const done = Promise.withResolvers<void>();
    const server = await open((packet) => {
      heard.add(packet.readUInt16BE(0));
      if (heard.size === 400) done.resolve();
    });
    const client = await open(() => {});
    for (let number = 0; number < 400; number += 1) {
      const bytes = Buffer.alloc(172);
      bytes.writeUInt16BE(number, 0);
      client.send(bytes, { address: loopback, port: server.port });
    }
    await done.promise;
    expect(heard.size).toBe(400);
  });

  test('lets timers of the thread run while sockets are open', async () => {
    io = createUdpIo(choice);
    await open(() => {});
    let turns = 0;
    const done = Promise.withResolvers<void>();
    const timer = setInterval(() => (turns += 1) === 3 && done.resolve(), 10);
    await done.promise;
    clearInterval(timer);
    expect(turns).toBe(3);
  });

  test('a closed socket sends nothing and hears nothing', async () => {
    io = createUdpIo(choice);
    let heard = 0;
    const last = Promise.withResolvers<void>();
    const server = await open((packet) => (packet[0] === 9 ? last.resolve() : (heard += 1)));
    const closed = await open(() => (heard += 1));
    const client = await open(() => {});
    await closed.close();
    closed.send(Buffer.from([1]), { address: loopback, port: server.port });
    client.send(Buffer.from([1]), { address: loopback, port: closed.port });
    client.send(Buffer.from([9]), { address: loopback, port: server.port });
    await last.promise;
    expect(heard).toBe(0);
  });
});

test('a write to the wake descriptor ends the wait of the fast loop', async () => {
  const io = createUdpIo('koffi');
  const result = await io.open({ address: loopback, port: 0, onPacket: () => {} });
  expect(result.kind).toBe('open');
  const one = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  // Twenty turns of 20 ms would be 400 ms; woken ones are much shorter.
  const started = performance.now();
  for (let turn = 0; turn < 20; turn += 1) {
    writeSync(io.wakeDescriptor!, one);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(performance.now() - started).toBeLessThan(200);
  await io.close();
});
