/** A peer on the simulated network that sends whatever a test writes, right or wrong. */
import type { SipRequest, SipResponse } from '../message.ts';
import { parseMessage } from '../parse/parse-message.ts';
import { valueOf } from '../dialog/dialog.ts';
import type { UdpSocket } from '../transport/driver.ts';
import type { SimulatedNetwork } from './simulated-network.ts';

export const RAW = '127.0.0.3';

export class RawPeer {
  readonly requests: SipRequest[] = [];
  readonly responses: SipResponse[] = [];
  #socket: UdpSocket | null = null;

  static async open(network: SimulatedNetwork, address = RAW): Promise<RawPeer> {
    const peer = new RawPeer();
    peer.#socket = await network.driver.bindUdp({
      address,
      port: 5060,
      reusePort: false,
      onDatagram: (bytes) => {
        const message = parseMessage(bytes);
        if (message.kind === 'request') peer.requests.push(message);
        else if (message.kind === 'response') peer.responses.push(message);
      },
    });
    return peer;
  }

  get statuses(): number[] {
    return this.responses.map(({ status }) => status);
  }

  /** Lines joined with CRLF; Content-Length and the empty line are added. */
  send(to: string, lines: readonly string[], body = ''): void {
    const text = [...lines, `Content-Length: ${body.length}`, '', body].join('\r\n');
    this.#socket!.send(Buffer.from(text), 5060, to, () => undefined);
  }

  /** Answers a request that came in. */
  respond(to: string, request: SipRequest, status: string, extra: readonly string[] = []): void {
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${valueOf(request, name)}`);
    const hasTo = extra.some((line) => line.startsWith('To:'));
    this.send(to, [`SIP/2.0 ${status}`, ...copied, ...(hasTo ? [] : [`To: ${valueOf(request, 'To')}`]), ...extra]);
  }
}

export type RequestLines = {
  readonly method: string;
  readonly branch: string;
  readonly uri?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly toTag?: string;
  readonly fromTag?: string;
  readonly maxForwards?: number;
  readonly extra?: readonly string[];
};

/** A request of the raw peer to Bob. */
export const requestLines = (options: RequestLines): string[] => [
  `${options.method} ${options.uri ?? 'sip:bob@127.0.0.2'} SIP/2.0`,
  `Via: SIP/2.0/UDP ${RAW}:5060;rport;branch=z9hG4bK${options.branch}`,
  `Max-Forwards: ${options.maxForwards ?? 70}`,
  `From: <sip:raw@example.com>;tag=${options.fromTag ?? 'raw'}`,
  `To: <sip:bob@127.0.0.2>${options.toTag === undefined ? '' : `;tag=${options.toTag}`}`,
  `Call-ID: ${options.callId ?? `call-${options.branch}`}`,
  `CSeq: ${options.cseq ?? 1} ${options.method}`,
  `Contact: <sip:raw@${RAW}>`,
  ...(options.extra ?? []),
];
