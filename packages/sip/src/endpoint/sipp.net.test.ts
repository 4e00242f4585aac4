/** Against SIPp on real loopback sockets. Skipped, and said so, where the program is missing (apt: sip-tester). */
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { hasSipp, startSipp } from '../testing/sipp.ts';
import { createSipEndpoint } from './endpoint.ts';
import type { SipEndpoint } from './types.ts';

const isHere = hasSipp();
if (!isHere) console.warn('SKIPPED sipp.net.test.ts: sipp is not installed (apt install sip-tester)');

const endpoints: SipEndpoint[] = [];

const create = async (): Promise<{ endpoint: SipEndpoint; port: number }> => {
  const endpoint = createSipEndpoint();
  endpoints.push(endpoint);
  const { port } = await endpoint.addUdp({ address: '127.0.0.1', port: 0 });
  await endpoint.addTcp({ address: '127.0.0.1', port });
  return { endpoint, port };
};

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
});

const answer = (endpoint: SipEndpoint): { ended: number } => {
  const counts = { ended: 0 };
  endpoint.onInvite((invite) => {
    invite.ring();
    void invite.accept({ body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n' }).then((result) => {
      if (result.kind === 'accepted') result.session.onBye(() => (counts.ended += 1));
    });
  });
  return counts;
};

const caller = (port: number, ...args: string[]): string[] => [
  ...[
    '-sn',
    'uac',
    '-i',
    '127.0.0.1',
    '-p',
    '0',
    '-d',
    '100',
    '-timeout',
    '30s',
    '-timeout_error',
    '-max_socket',
    '500',
  ],
  ...args,
  `127.0.0.1:${port}`,
];

describe.skipIf(!isHere)('SIPp', () => {
  test.each([
    ['UDP', 'u1'],
    ['TCP, one connection', 't1'],
    ['TCP, a connection for each call', 'tn'],
  ])('calls us over %s', async (_name, transport) => {
    const { endpoint, port } = await create();
    const counts = answer(endpoint);
    const { status, output } = await startSipp(caller(port, '-t', transport, '-m', '40', '-r', '40')).done;
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
    expect(counts.ended).toBe(40);
    expect(endpoint.stats()).toMatchObject({ dialogsLive: 0, internalErrors: 0 });
  });

  test('calls us over UDP, losing one packet in ten each way', async () => {
    const { endpoint, port } = await create();
    const counts = answer(endpoint);
    const { status, output } = await startSipp(caller(port, '-m', '60', '-r', '60', '-lost', '10')).done;
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
    // Where its ACK and its BYE were both lost, SIPp takes our repeated 2xx to the INVITE for the answer to the BYE and
    // calls it a success; those calls are still up here.
    expect(counts.ended + [...endpoint.sessions()].length).toBe(60);
    expect(counts.ended).toBeGreaterThan(50);
    // A lost ACK makes us repeat, a lost answer to BYE makes SIPp repeat; none of either in 60 calls is one in 10^8.
    const { retransmissionsReceived, retransmissionsSent, internalErrors } = endpoint.stats();
    expect(retransmissionsReceived + retransmissionsSent).toBeGreaterThan(0);
    expect(internalErrors).toBe(0);
  }, 40_000);

  test.each(['u1', 't1'])(
    'is called by us (%s)',
    async (transport) => {
      const { endpoint } = await create();
      // SIPp takes no port 0 as a server; runs side by side must not meet.
      const port = 25_000 + (process.pid % 2_000) * 2 + (transport === 'u1' ? 0 : 1);
      const args = [
        '-sn',
        'uas',
        '-i',
        '127.0.0.1',
        '-p',
        `${port}`,
        '-t',
        transport,
        '-timeout',
        '20s',
        '-max_socket',
        '500',
      ];
      const sipp = startSipp(args);
      const uri = `sip:service@127.0.0.1:${port};transport=${transport === 'u1' ? 'udp' : 'tcp'}`;
      if (transport === 't1') await reachable(port);
      const results = await Promise.all(Array.from({ length: 20 }, () => callAndHangUp(endpoint, uri)));
      expect(results).toEqual(Array.from({ length: 20 }, () => 'answered'));
      sipp.stop();
      await sipp.done;
      expect(endpoint.stats()).toMatchObject({ dialogsLive: 0, internalErrors: 0 });
    },
    30_000,
  );
});

const callAndHangUp = async (endpoint: SipEndpoint, uri: string): Promise<string> => {
  const result = await endpoint.invite({ uri, from: '<sip:us@127.0.0.1>', body: 'v=0\r\n' }).result;
  if (result.kind === 'answered') await result.session.bye();
  return result.kind;
};

/** SIPp needs a moment to bind; UDP repeats by itself. */
const reachable = async (port: number): Promise<void> => {
  const limit = performance.now() + 10_000;
  while (!(await canConnect(port))) {
    if (performance.now() > limit) throw new Error('SIPp does not listen');
  }
};

const canConnect = (port: number): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
};
