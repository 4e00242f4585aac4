import type { IncomingInvite, OutgoingInvite, OutgoingInviteOptions, SipSession } from '@carillon/sip';
import { createLoopbackAgent, loopbackSdp, type LoopbackAgent } from '@carillon/sip/testing';
import type { Demo } from '../../program.ts';
import { Ear } from './ear.ts';

export type Account = {
  readonly extension: string;
  readonly sip: { readonly username: string; readonly password: string };
};
export type Place = Demo['sip'];

export type TelephoneOptions = {
  readonly toneHz: number;
  readonly address?: string;
  readonly transport?: 'udp' | 'tcp';
};

/** A SIP telephone with sound: registers, calls, answers, holds, and knows what it hears. */
export class Telephone {
  readonly agent: LoopbackAgent;
  readonly ear: Ear;
  readonly account: Account;
  readonly toneHz: number;
  session: SipSession | null = null;
  #version = 1;
  #isRegistered = false;

  private constructor(agent: LoopbackAgent, ear: Ear, at: { account: Account; toneHz: number }) {
    this.agent = agent;
    this.ear = ear;
    this.account = at.account;
    this.toneHz = at.toneHz;
  }

  static async open(sip: Place, account: Account, options: TelephoneOptions): Promise<Telephone> {
    const { toneHz, address, transport } = options;
    const agent = await createLoopbackAgent({
      ...account.sip,
      domain: sip.domain,
      server: { address: sip.host, port: sip.port },
      ...(address === undefined ? {} : { address }),
      ...(transport === undefined ? {} : { transport }),
    });
    return new Telephone(agent, await Ear.open(toneHz, address), { account, toneHz });
  }

  /** Opened and registered. @throws when the server refuses */
  static async registered(sip: Place, account: Account, options: TelephoneOptions): Promise<Telephone> {
    const telephone = await Telephone.open(sip, account, options);
    const status = await telephone.register();
    if (status !== 200) throw new Error(`${account.extension} could not register: ${status}`);
    return telephone;
  }

  /** The final status; 0 when there was no answer. */
  async register(seconds?: number): Promise<number> {
    const result = await this.agent.register(seconds);
    const status = result.kind === 'response' ? result.response.status : 0;
    if (status === 200) this.#isRegistered = seconds !== 0;
    return status;
  }

  dial(target: string, options: Partial<OutgoingInviteOptions> = {}): OutgoingInvite {
    return this.agent.call(target, { body: this.#sdp('sendrecv'), ...options });
  }

  /** Dials and waits for the answer. */
  async call(target: string, options: Partial<OutgoingInviteOptions> = {}): Promise<SipSession> {
    const invite = this.dial(target, options);
    const result = await invite.result;
    if (result.kind !== 'answered') throw new Error(`call to ${target}: ${statusOf(result)}`);
    return this.#connected(result.session, result.response.body);
  }

  /** Dials and tells how it was refused. */
  async refusal(target: string, options: Partial<OutgoingInviteOptions> = {}): Promise<number | string> {
    const result = await this.dial(target, options).result;
    if (result.kind === 'answered') await result.session.bye();
    return statusOf(result);
  }

  /** Rings and answers the next call. */
  async answer(timeoutMs = 15_000): Promise<SipSession> {
    return this.accept(await this.agent.nextCall(timeoutMs));
  }

  async accept(invite: IncomingInvite): Promise<SipSession> {
    invite.ring();
    const result = await invite.accept({ body: this.#sdp('sendrecv') });
    if (result.kind === 'gone') throw new Error('the call was gone before it was answered');
    if (invite.offer === null) throw new Error('the server called without an offer');
    return this.#connected(result.session, invite.offer);
  }

  async hold(): Promise<void> {
    await this.#reinvite('sendonly');
  }

  async resume(): Promise<void> {
    await this.#reinvite('sendrecv');
  }

  async hangUp(): Promise<void> {
    await this.session?.bye();
    this.session = null;
  }

  /** Hangs up, takes its registration away, leaves. */
  async close(): Promise<void> {
    await this.hangUp();
    if (this.#isRegistered) await this.register(0);
    this.ear.close();
    await this.agent.close();
  }

  /** Like a pulled plug: tells nobody. */
  async leave(): Promise<void> {
    this.ear.close();
    await this.agent.close();
  }

  async #reinvite(direction: 'sendonly' | 'sendrecv'): Promise<void> {
    const result = await this.session!.reinvite({ body: this.#sdp(direction) });
    if (result.kind !== 'accepted') throw new Error(`the change to ${direction} was not accepted: ${result.kind}`);
    this.ear.speakTo(text(result.body));
  }

  #connected(session: SipSession, remote: Uint8Array): SipSession {
    this.session = session;
    session.onReinvite((offer, reply) => {
      if (offer === null) return void reply.accept(this.#sdp('sendrecv'));
      const held = /^a=(sendonly|inactive)/m.exec(text(offer))?.[1];
      this.ear.speakTo(text(offer));
      void reply.accept(this.#sdp(held === undefined ? 'sendrecv' : held === 'inactive' ? 'inactive' : 'recvonly'));
    });
    session.onBye(() => (this.session = null));
    this.ear.speakTo(text(remote));
    return session;
  }

  #sdp(direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'): string {
    const address = this.ear.address;
    return loopbackSdp({ port: this.ear.port, address, direction, version: this.#version++ });
  }
}

const text = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString();

function statusOf(result: Awaited<OutgoingInvite['result']>): number | string {
  return result.kind === 'rejected' ? result.response.status : result.kind;
}

/** The two hear each other, each the other's tone. */
export const talking = (one: Telephone, other: Telephone): boolean =>
  one.ear.tone() === other.toneHz && other.ear.tone() === one.toneHz;
