import {
  createStreamFramer,
  headerValue,
  parseMessage,
  serializeMessage,
  type SipHeader,
  type SipClock,
  type SipMessage,
  type SipParseError,
  type SipRequest,
} from '@carillon/sip';
import type { NetDriver } from '@carillon/sip/testing';
import type { Sound } from './sound.ts';

export type CarrierTransport = 'udp' | 'tcp' | 'tls';
export type ForkingCarrierOptions = {
  readonly driver: NetDriver;
  readonly clock: SipClock;
  readonly transport: CarrierTransport;
  readonly address: string;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Two telephones that the call may reach. */
  readonly sounds: readonly [Sound, Sound];
};

type Send = (bytes: Uint8Array) => void;
const repeatMs = 500;

/**
 * A carrier whose network forks a call to two telephones (RFC 3261 16.7): each answers with a To tag of its own, and
 * each may be heard before somebody answers. What it says is repeated until something new is said, or acknowledged.
 */
export class ForkingCarrier {
  readonly sounds: ForkingCarrierOptions['sounds'];
  /** The INVITE that came. */
  invite: SipRequest | null = null;
  isAcknowledged = false;
  isReleased = false;
  isCancelled = false;
  port = 0;
  readonly #options: ForkingCarrierOptions;
  readonly #answers = new Map<number, string>();
  #send: Send = () => undefined;
  #stopRepeating: () => void = () => undefined;
  #close: () => void = () => undefined;

  private constructor(options: ForkingCarrierOptions) {
    this.#options = options;
    this.sounds = options.sounds;
  }

  static async open(options: ForkingCarrierOptions): Promise<ForkingCarrier> {
    const carrier = new ForkingCarrier(options);
    await (options.transport === 'udp' ? carrier.#bind() : carrier.#listen());
    return carrier;
  }

  /** One of the two is heard before the answer: 183 with its own To tag. */
  early(which: 0 | 1): Promise<void> {
    return this.#say(183, 'Session Progress', which);
  }

  /** One of the two answers. */
  answer(which: 0 | 1): Promise<void> {
    return this.#say(200, 'OK', which);
  }

  /** The call is over; the carrier goes on to answer whether it lives, which its trunk asks. */
  async hangUp(): Promise<void> {
    this.#stopRepeating();
    await Promise.all(this.sounds.map((sound) => sound.close()));
  }

  close(): void {
    this.#stopRepeating();
    this.#close();
  }

  async #bind(): Promise<void> {
    const { driver, address } = this.#options;
    const socket = await driver.bindUdp({
      address,
      port: 0,
      reusePort: false,
      onDatagram: (bytes, from, port) => {
        this.#receive(parseMessage(bytes), (answer) => socket.send(answer, port, from, () => undefined));
      },
    });
    this.port = socket.port;
    this.#close = () => socket.close();
  }

  async #listen(): Promise<void> {
    const { driver, address, tls } = this.#options;
    const closing: (() => void)[] = [];
    const listener = await driver.listenStream({
      address,
      port: 0,
      tls,
      handshakeMs: 10_000,
      admit: () => true,
      onAbandoned: () => undefined,
      onStream: (stream) => {
        const framer = createStreamFramer();
        closing.push(() => stream.close());
        stream.onData((chunk) => {
          for (const item of framer.push(chunk)) {
            if (item.kind === 'request') this.#receive(item, (answer) => stream.write(answer));
          }
        });
      },
    });
    this.port = listener.port;
    this.#close = () => [() => listener.close(), ...closing].forEach((close) => close());
  }

  #receive(request: SipMessage | SipParseError, send: Send): void {
    if (request.kind !== 'request') return;
    if (request.method === 'INVITE' && this.invite === null) {
      this.invite = request;
      this.#send = send;
      return send(respond(request, 100, 'Trying'));
    }
    if (request.method === 'ACK') return this.#acknowledged();
    if (request.method === 'BYE') this.isReleased = true;
    if (request.method === 'CANCEL') this.#cancelled(request, send);
    else if (request.method !== 'INVITE') send(respond(request, 200, 'OK'));
  }

  #acknowledged(): void {
    this.isAcknowledged = true;
    this.#stopRepeating();
  }

  #cancelled(request: SipRequest, send: Send): void {
    this.isCancelled = true;
    send(respond(request, 200, 'OK', { tag: 'gone' }));
    this.#repeat(respond(this.invite!, 487, 'Request Terminated', { tag: 'gone' }));
  }

  async #say(status: number, reason: string, which: 0 | 1): Promise<void> {
    const offer = Buffer.from(this.invite!.body).toString();
    const sdp = this.#answers.get(which) ?? (await this.sounds[which].answer(offer));
    this.#answers.set(which, sdp);
    const { address, transport } = this.#options;
    const headers = [
      { name: 'Contact', value: `<sip:fork${which}@${address}:${this.port};transport=${transport}>` },
      { name: 'Content-Type', value: 'application/sdp' },
    ];
    this.#repeat(respond(this.invite!, status, reason, { tag: `fork${which}`, headers, body: sdp }));
  }

  #repeat(bytes: Uint8Array): void {
    this.#stopRepeating();
    this.#send(bytes);
    this.#stopRepeating = this.#options.clock.after(repeatMs, () => this.#repeat(bytes));
  }
}

const copied = ['Via', 'Record-Route', 'From', 'To', 'Call-ID', 'CSeq'];

type Extra = { readonly tag?: string; readonly headers?: readonly SipHeader[]; readonly body?: string };

function respond(request: SipRequest, status: number, reason: string, extra: Extra = {}): Uint8Array {
  const { tag, headers: more = [], body = '' } = extra;
  const known = headerValue(request, 'To') ?? '';
  const to = tag === undefined || known.includes(';tag=') ? known : `${known};tag=${tag}`;
  const headers = request.headers
    .filter(({ name }) => copied.includes(name))
    .map((header) => (header.name === 'To' ? { name: 'To', value: to } : header));
  return serializeMessage({
    kind: 'response',
    status,
    reason,
    headers: [...headers, ...more],
    body: Buffer.from(body),
  });
}
