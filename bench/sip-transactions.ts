/**
 * CPU time of the SIP stack alone: INVITE, 180, 200, ACK, BYE, 200 between two endpoints in one process, over a
 * network that is a function call. Both sides are counted, so a bridged call of a B2BUA costs about the same again.
 *
 *   node bench/sip-transactions.ts [calls] [calls at once]
 *   node --cpu-prof bench/sip-transactions.ts
 */
import { createSipEndpoint } from '../packages/sip/src/endpoint/endpoint.ts';
import type { SipEndpoint } from '../packages/sip/src/endpoint/types.ts';
import type { BindUdpOptions, NetDriver } from '../packages/sip/src/transport/driver.ts';

const calls = Number(process.argv[2] ?? 20_000);
const atOnce = Number(process.argv[3] ?? 50);

const sdp = [
  'v=0',
  'o=- 20518 1 IN IP4 203.0.113.1',
  's=-',
  'c=IN IP4 203.0.113.1',
  't=0 0',
  'm=audio 54400 RTP/AVP 8 0 101',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=sendrecv',
  '',
].join('\r\n');

/** Delivers in the next turn of the event loop, as a socket would, without the system calls of one. */
const createDirectDriver = (): NetDriver => {
  const bound = new Map<string, BindUdpOptions>();
  const refuse = () => Promise.reject(new Error('datagrams only'));
  return {
    listenStream: refuse,
    connectStream: refuse,
    bindUdp: (options) => {
      bound.set(`${options.address}:${options.port}`, options);
      return Promise.resolve({
        address: options.address,
        port: options.port,
        send: (bytes: Uint8Array, port: number, address: string) => {
          const copy = Buffer.from(bytes);
          setImmediate(() => bound.get(`${address}:${port}`)?.onDatagram(copy, options.address, options.port));
        },
        close: () => undefined,
      });
    },
  };
};

const call = async (caller: SipEndpoint): Promise<void> => {
  const invite = caller.invite({ uri: 'sip:bob@127.0.0.2', from: '"Alice" <sip:alice@example.com>', body: sdp });
  const result = await invite.result;
  if (result.kind !== 'answered') throw new Error(`call failed: ${result.kind}`);
  await result.session.bye();
};

const run = async (caller: SipEndpoint, count: number): Promise<void> => {
  let left = count;
  const worker = async (): Promise<void> => {
    while ((left -= 1) >= 0) await call(caller);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

const driver = createDirectDriver();
const caller = createSipEndpoint({}, driver);
const callee = createSipEndpoint({}, driver);
await caller.addUdp({ address: '127.0.0.1', port: 5060 });
await callee.addUdp({ address: '127.0.0.2', port: 5060 });
callee.onInvite((invite) => {
  invite.ring();
  void invite.accept({ body: sdp });
});

await run(caller, Math.min(2_000, calls));
const heapBefore = process.memoryUsage().heapUsed;
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
await run(caller, calls);
const cpu = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - startedAt) / 1000;
const messages = 6 * calls;
const micros = cpu.user + cpu.system;
console.log(`${calls} calls in ${seconds.toFixed(1)} s: ${(calls / seconds).toFixed(0)} calls/s`);
console.log(
  `CPU per call, both ends: ${(micros / calls).toFixed(0)} µs; per message sent and received: ${(micros / messages).toFixed(0)} µs`,
);
console.log(
  `heap growth: ${((process.memoryUsage().heapUsed - heapBefore) / calls / 1024).toFixed(1)} KB per call (transactions live 5-32 s)`,
);
console.log(`callee: ${JSON.stringify(callee.stats())}`);
await Promise.all([caller.close(), callee.close()]);
