/**
 * A telephone for tests of a server: one user agent on a real loopback socket that registers with digest, calls,
 * answers, holds and hangs up, and keeps every message it saw.
 */
import { createSipEndpoint } from '../endpoint/endpoint.ts';
import type {
  Credentials,
  FinalResponse,
  IncomingInvite,
  IncomingRequest,
  OutgoingInvite,
  OutgoingInviteOptions,
  OutgoingRequest,
  OutgoingSubscribe,
  SentSubscription,
  SipBody,
  SipEndpoint,
  SipSession,
} from '../endpoint/types.ts';
import type { SipRequest } from '../message.ts';

export type LoopbackAgentOptions = {
  readonly username: string;
  readonly password: string;
  /** Realm and host part of the address of record. */
  readonly domain: string;
  readonly server: { readonly address: string; readonly port: number };
  readonly transport?: 'udp' | 'tcp';
  /** Default 127.0.0.1; port 0. */
  readonly address?: string;
};

export type SeenMessage = { readonly direction: 'in' | 'out'; readonly text: string };

export interface LoopbackAgent {
  readonly endpoint: SipEndpoint;
  readonly port: number;
  /** `sip:user@domain`. */
  readonly aor: string;
  readonly messages: readonly SeenMessage[];
  /** With digest; 0 seconds takes the binding away. Default 300 s. */
  register(expiresSeconds?: number): Promise<FinalResponse>;
  /** A user of the domain, an extension, a number, or a whole URI. */
  call(target: string, options?: Partial<OutgoingInviteOptions>): OutgoingInvite;
  /** The next call that rings here; those that came before the question count. */
  nextCall(timeoutMs?: number): Promise<IncomingInvite>;
  /** Rings and answers the next call. */
  answerNext(body?: SipBody): Promise<SipSession>;
  /** Any request outside dialogs, with digest. */
  send(method: string, target: string, options?: Partial<OutgoingRequest>): Promise<FinalResponse>;
  /** Subscribes with digest; the NOTIFYs as they come. */
  subscribe(target: string, event: string, options?: Partial<OutgoingSubscribe>): LoopbackWatch;
  /** Resolves with the first message, past or to come, that matches. */
  waitForMessage(matches: RegExp, timeoutMs?: number): Promise<SeenMessage>;
  close(): Promise<void>;
}

export type LoopbackWatch = { readonly notifies: readonly SipRequest[]; readonly subscription: SentSubscription };

const WAIT_MS = 5_000;

export const createLoopbackAgent = async (options: LoopbackAgentOptions): Promise<LoopbackAgent> => {
  const agent = new Agent(options);
  await agent.open();
  return agent;
};

class Agent implements LoopbackAgent {
  readonly endpoint: SipEndpoint;
  readonly aor: string;
  readonly messages: SeenMessage[] = [];
  port = 0;
  readonly #options: LoopbackAgentOptions;
  readonly #credentials: Credentials;
  readonly #calls = new Mailbox<IncomingInvite>();
  readonly #watchers = new Set<(message: SeenMessage) => void>();
  readonly #callId = `agent-${crypto.randomUUID()}`;
  #cseq = 0;

  constructor(options: LoopbackAgentOptions) {
    this.#options = options;
    this.#credentials = { username: options.username, password: options.password };
    this.aor = `sip:${options.username}@${options.domain}`;
    this.endpoint = createSipEndpoint({
      userAgent: 'Loopback agent',
      // Telephones take NOTIFY without a subscription: check-sync, message lamps. Carriers are registered with.
      methods: ['OPTIONS', 'MESSAGE', 'NOTIFY', 'REGISTER'],
      supported: ['path', 'outbound', 'eventlist'],
      trace: (direction, _flow, bytes) => this.#see({ direction, text: Buffer.from(bytes).toString() }),
    });
    this.endpoint.onInvite((invite) => this.#calls.put(invite));
    this.endpoint.onRequest(answerOptions);
  }

  async open(): Promise<void> {
    const address = this.#options.address ?? '127.0.0.1';
    const { port } = await this.endpoint.addUdp({ address, port: 0 });
    this.port = port;
    if (this.#options.transport === 'tcp') this.port = (await this.endpoint.addTcp({ address, port: 0 })).port;
  }

  async register(expiresSeconds = 300): Promise<FinalResponse> {
    const result = await this.endpoint.request({
      method: 'REGISTER',
      uri: `sip:${this.#options.domain}`,
      route: [this.#route()],
      from: `<${this.aor}>`,
      to: `<${this.aor}>`,
      callId: this.#callId,
      cseq: this.#cseq + 1,
      headers: [{ name: 'Expires', value: `${expiresSeconds}` }],
      credentials: this.#credentials,
    });
    this.#cseq = result.kind === 'response' ? result.cseq : this.#cseq + 2;
    return result;
  }

  call(target: string, options: Partial<OutgoingInviteOptions> = {}): OutgoingInvite {
    return this.endpoint.invite({ ...this.#to(target), body: loopbackSdp({ port: 9 }), ...options });
  }

  send(method: string, target: string, options: Partial<OutgoingRequest> = {}): Promise<FinalResponse> {
    return this.endpoint.request({ ...this.#to(target), method, ...options });
  }

  subscribe(target: string, event: string, options: Partial<OutgoingSubscribe> = {}): LoopbackWatch {
    const notifies: SipRequest[] = [];
    const onNotify = (notify: SipRequest): void => void notifies.push(notify);
    const subscription = this.endpoint.subscribe({ ...this.#to(target), event, seconds: 600, onNotify, ...options });
    return { notifies, subscription };
  }

  nextCall(timeoutMs = WAIT_MS): Promise<IncomingInvite> {
    return this.#calls.take(timeoutMs);
  }

  async answerNext(body: SipBody = loopbackSdp({ port: 9 })): Promise<SipSession> {
    const invite = await this.nextCall();
    invite.ring();
    const result = await invite.accept({ body });
    if (result.kind === 'gone') throw new Error('the call was gone before it was answered');
    return result.session;
  }

  waitForMessage(matches: RegExp, timeoutMs = WAIT_MS): Promise<SeenMessage> {
    const known = this.messages.find(({ text }) => matches.test(text));
    if (known !== undefined) return Promise.resolve(known);
    const { promise, resolve, reject } = Promise.withResolvers<SeenMessage>();
    const timer = setTimeout(() => reject(new Error(`no message matched ${matches}`)), timeoutMs);
    const watcher = (message: SeenMessage): void => {
      if (!matches.test(message.text)) return;
      clearTimeout(timer);
      this.#watchers.delete(watcher);
      resolve(message);
    };
    this.#watchers.add(watcher);
    return promise;
  }

  close(): Promise<void> {
    return this.endpoint.close();
  }

  #to(target: string) {
    return {
      uri: /^(sips?|tel):/.test(target) ? target : `sip:${target}@${this.#options.domain}`,
      route: [this.#route()],
      from: `<${this.aor}>`,
      credentials: this.#credentials,
    };
  }

  #see(message: SeenMessage): void {
    this.messages.push(message);
    for (const watcher of this.#watchers) watcher(message);
  }

  #route(): string {
    const { server, transport = 'udp' } = this.#options;
    return `<sip:${server.address}:${server.port};transport=${transport};lr>`;
  }
}

const answerOptions = ({ request, respond }: IncomingRequest): void =>
  respond(request.method === 'OPTIONS' ? 200 : 405);

/** Things that come, for whoever asks, before or after. */
class Mailbox<Value> {
  readonly #values: Value[] = [];
  readonly #waiting: ((value: Value) => void)[] = [];

  put(value: Value): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#values.push(value);
    else waiting(value);
  }

  take(timeoutMs: number): Promise<Value> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve(value);
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const hand = (taken: Value): void => {
      clearTimeout(timer);
      resolve(taken);
    };
    const timer = setTimeout(() => {
      // Whoever gave up does not get what comes later.
      this.#waiting.splice(this.#waiting.indexOf(hand), 1);
      reject(new Error(`nothing came in ${timeoutMs} ms`));
    }, timeoutMs);
    this.#waiting.push(hand);
    return promise;
  }
}

export type LoopbackSdpOptions = {
  readonly port: number;
  readonly address?: string;
  readonly direction?: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  /** Increase with each change (RFC 3264 8). */
  readonly version?: number;
};

/** PCMA, PCMU and telephone-event. */
export const loopbackSdp = (options: LoopbackSdpOptions): string => {
  const { port, address = '127.0.0.1', direction = 'sendrecv', version = 1 } = options;
  const lines = [
    'v=0',
    `o=- 1 ${version} IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    `a=${direction}`,
  ];
  return `${lines.join('\r\n')}\r\n`;
};
