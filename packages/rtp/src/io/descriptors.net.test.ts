import { expect, test } from 'vitest';
import { closeDescriptors, createDescriptorTable } from './descriptors.ts';
import { createUdpIo } from './open-io.ts';

test('the sockets of a loop that was abandoned can be closed from outside', async () => {
  const descriptors = createDescriptorTable();
  const abandoned = createUdpIo('koffi', { descriptors });
  const opened = await abandoned.open({ address: '127.0.0.1', port: 0, onPacket: () => {} });
  if (opened.kind !== 'open') throw new Error(opened.kind);
  const { port } = opened.socket;
  // The loop, its wake-up and the socket.
  expect(closeDescriptors(descriptors)).toBe(3);
  const io = createUdpIo('dgram');
  expect((await io.open({ address: '127.0.0.1', port, onPacket: () => {} })).kind).toBe('open');
  await io.close();
});

test('a loop closed in order leaves only its wake-up, which another thread may still use', async () => {
  const descriptors = createDescriptorTable();
  const io = createUdpIo('koffi', { descriptors });
  await io.open({ address: '127.0.0.1', port: 0, onPacket: () => {} });
  await io.close();
  expect(closeDescriptors(descriptors)).toBe(1);
  expect(closeDescriptors(descriptors)).toBe(0);
});
