import type { CallerIdentity, Direction, HungUpBy, Party } from '@carillon/api';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { FactsWriter } from '../accounting/facts-writer.ts';
import type { HangupCause } from '../failure/hangup-cause.ts';
import { judge } from '../failure/verdict.ts';
import { Leg, type LegEvents } from '../leg/leg.ts';
import type { ForwardedBy, InboundLine, Line, Signalling, TransferRequest } from '../ports/line.ts';
import type { MediaPlane } from '../ports/media-plane.ts';
import { mayAnswer } from '../routing/concurrency.ts';
import { CallActor } from './call-actor.ts';
import type { ActorDeps, Conferences, RunningCall } from './running-call.ts';
import { newCall, type NewLeg } from './new-call.ts';
import type { Call, CallLeg, RoutePlan } from './types.ts';
import { UserLegs } from './user-legs.ts';

export type CallServiceDeps = {
  readonly clock: Clock;
  readonly log: Logger;
  readonly media: MediaPlane;
  readonly facts: FactsWriter;
  readonly conferences: Conferences;
  readonly newId: () => string;
  readonly sentence: (textKey: string) => string | undefined;
  /** Channels beyond the first; null = no limit. From the cache, for the moment of an answer. */
  readonly extraChannels: (organizationId: string) => Promise<number | null>;
  readonly routeReturn: (organizationId: string, userId: string) => Promise<RoutePlan>;
  readonly followRedirect: (actor: RunningCall, leg: CallLeg, to: readonly string[]) => Promise<RoutePlan | null>;
  readonly changed: (call: Call, before: Call | null) => void;
  readonly ended: (call: Call) => void;
  readonly onRefer: (service: CallService, actor: RunningCall, legId: string, request: TransferRequest) => void;
};

/** How a new call is routed, decided once its media offer has been read. */
type RoutedCall = {
  readonly plan: RoutePlan;
  readonly direction: Direction;
  readonly consultationFor: string | null;
  readonly callerIdentity?: CallerIdentity | null;
};

export type Begin = {
  readonly organizationId: string;
  readonly direction: Direction;
  readonly from: Party;
  readonly to: Party;
  readonly caller: Omit<NewLeg, 'id'>;
  readonly line: InboundLine;
  readonly forwardedBy?: readonly ForwardedBy[];
  /** Media that the caller's leg should be opened beside: the conference that it asks for. */
  readonly near?: string;
  readonly route: (callId: string) => Promise<RoutedCall>;
};

/** Seconds that a browser may take from "answered" to sound (ICE, DTLS). */
const readySeconds = 8;
/** Seconds that a browser whose connection broke may take to come back. */
const resumeSeconds = 15;

/** Every call in progress on this node: starting, finding and commanding them. */
export class CallService {
  readonly userLegs = new UserLegs();
  readonly #deps: CallServiceDeps;
  readonly #actors = new Map<string, RunningCall>();
  readonly #refers = new WeakMap<Leg, TransferRequest>();
  readonly #channels = new Map<string, number | null>();
  readonly #actorDeps: ActorDeps;

  constructor(deps: CallServiceDeps, signalling: Signalling) {
    this.#deps = deps;
    this.#actorDeps = {
      ...deps,
      signalling,
      readySeconds,
      refers: this.#refers,
      legEvents: (actor) => this.#legEvents(actor),
      mayTake: (actor, legId) => this.#mayTake(actor, legId),
      routeReturn: (actor, userId) => {
        deps.routeReturn(actor.call.organizationId, userId).then(
          (plan) => actor.post({ kind: 'return_routed', plan }),
          (error: unknown) => {
            deps.log.error({ error, callId: actor.id }, 'a transfer could not come back');
            this.end(actor.id, 'no_answer', 'system');
          },
        );
      },
      redirect: (actor, legId, to) => this.#redirect(actor, legId, to),
      handOver: (actor, leg, effect) => this.#handOver(actor, leg, effect),
      changed: (actor, before) => this.#changed(actor, before),
      closed: (actor) => this.#closed(actor),
    };
  }

  get size(): number {
    return this.#actors.size;
  }

  calls(): Call[] {
    return [...this.#actors.values()].map((actor) => actor.call);
  }

  find(callId: string): RunningCall | undefined {
    return this.#actors.get(callId);
  }

  callsOfUser(userId: string): RunningCall[] {
    const ids = new Set(this.userLegs.ofUser(userId).map((leg) => leg.callId));
    return [...ids].flatMap((id) => this.#actors.get(id) ?? []);
  }

  /** Asked by transfers only, hence looked for rather than kept for every leg of every call. */
  legOfLine(line: Line): { actor: RunningCall; leg: Leg } | undefined {
    for (const actor of this.#actors.values()) {
      for (const leg of actor.legs.values()) if (leg.line === line) return { actor, leg };
    }
    return undefined;
  }

  /** A party calls us. Returns the call, whose queue reads the offer and routes it. */
  begin(begin: Begin): RunningCall {
    const { clock, newId } = this.#deps;
    const { organizationId, direction, from, to } = begin;
    const caller = { ...begin.caller, id: newId() };
    const call = newCall({
      id: newId(),
      organizationId,
      direction,
      from,
      to,
      caller,
      consultationFor: null,
      forwardedBy: begin.forwardedBy ?? [],
      atMs: clock.nowMs(),
    });
    const actor = new CallActor(call, this.#actorDeps);
    this.#actors.set(actor.id, actor);
    this.#changed(actor, null);
    begin.line.onGone((how) => {
      actor.post({ kind: 'caller_gone', cause: how === 'cancelled' ? 'caller_gave_up' : how });
    });
    actor.queue.push(() => this.#open(actor, begin, caller.id));
    return actor;
  }

  async #open(actor: RunningCall, begin: Begin, legId: string): Promise<void> {
    // Given up before it began (a CANCEL right behind the INVITE): nothing would close what is opened now.
    if (actor.call.phase === 'ended') return;
    const leg = await this.#openLeg(actor, begin.line, {
      legId,
      isBrowser: begin.caller.kind === 'browser',
      near: begin.near,
    });
    if (leg === null) return this.#refuse(actor, begin.line, 'overload');
    if (begin.line.offer !== null) {
      const read = await leg.media.readOffer(begin.line.offer);
      if (read.kind === 'rejected') return this.#refuse(actor, begin.line, 'no_common_codec');
      leg.offeredCodecs = read.codecs;
    }
    const { plan, direction, consultationFor, callerIdentity = null } = await begin.route(actor.id);
    actor.call = { ...actor.call, direction, consultationFor, callerIdentity };
    await this.#keepChannels(actor.call.organizationId);
    await actor.apply({ kind: 'routed', plan });
  }

  /** Before routing there is no plan: the verdict alone ends the call, and is kept. */
  async #refuse(actor: RunningCall, line: InboundLine, reason: 'overload' | 'no_common_codec'): Promise<void> {
    const verdict = judge({ kind: 'local', reason });
    const announcement = { busy: null, other: null };
    const { to } = actor.call;
    await actor.apply({ kind: 'routed', plan: { stages: [], verdict, announcement, to, callerId: null, trace: [] } });
    line.hangUp({ cause: verdict.hangupCause, status: verdict.sipStatus });
  }

  /** Opens media for a party that calls us. Also used for one that takes another's place. */
  async openInbound(actor: RunningCall, line: InboundLine, legId: string, isBrowser: boolean): Promise<Leg | null> {
    const leg = await this.#openLeg(actor, line, { legId, isBrowser, near: undefined });
    if (leg === null || line.offer === null) return leg;
    const read = await leg.media.readOffer(line.offer);
    if (read.kind === 'rejected') return null;
    leg.offeredCodecs = read.codecs;
    return leg;
  }

  async #openLeg(
    actor: RunningCall,
    line: InboundLine,
    own: { legId: string; isBrowser: boolean; near: string | undefined },
  ): Promise<Leg | null> {
    const { legId, isBrowser } = own;
    try {
      const near = own.near ?? [...actor.legs.values()][0]?.media.legId;
      const transport = isBrowser ? ('webrtc' as const) : ('rtp' as const);
      const media = await this.#deps.media.openLeg({ legId, transport, ...(near === undefined ? {} : { near }) });
      const leg = new Leg({ id: legId, media, line, isBrowser, events: this.#legEvents(actor) });
      actor.legs.set(legId, leg);
      return leg;
    } catch (error) {
      this.#deps.log.error({ error, callId: actor.id, legId }, 'no media for a caller');
      return null;
    }
  }

  /** Ends one leg of a user in a call, or everything of theirs. */
  endLegsOfUser(userId: string, cause: HangupCause, callId?: string): number {
    const legs = this.userLegs.ofUser(userId).filter((leg) => callId === undefined || leg.callId === callId);
    for (const { callId: id, legId } of legs) {
      this.#actors.get(id)?.post({ kind: 'end', legId, cause, by: 'system' });
    }
    return legs.length;
  }

  end(callId: string, cause: HangupCause, by: HungUpBy): void {
    this.#actors.get(callId)?.post({ kind: 'end', legId: null, cause, by });
  }

  /** Ends everything and waits until the records are handed in. */
  async stop(): Promise<void> {
    for (const callId of this.#actors.keys()) this.end(callId, 'server_stopping', 'system');
    await Promise.all([...this.#actors.values()].map((actor) => actor.queue.idle()));
    // An ended call is handed to the records only when the counters of its media are there.
    if (this.#actors.size > 0) await new Promise<void>((resolve) => (this.#onLastClosed = resolve));
  }
  #onLastClosed: (() => void) | null = null;

  /** "Ask first", completed: the consultation's party moves into the first call, who brought them together leaves. */
  join(first: RunningCall, consultation: RunningCall, options: JoinOptions): void {
    const { legId, byLegId, viaRefer } = options;
    const asLegId = this.#deps.newId();
    this.#joins.set(asLegId, { byLegId, viaRefer });
    consultation.post({ kind: 'hand_over', legId, toCallId: first.id, asLegId });
  }
  readonly #joins = new Map<string, { byLegId: string; viaRefer: boolean }>();

  #handOver(actor: RunningCall, leg: Leg, effect: { legId: string; toCallId: string; asLegId: string }): void {
    const join = this.#joins.get(effect.asLegId);
    this.#joins.delete(effect.asLegId);
    const target = this.#actors.get(effect.toCallId);
    const before = actor.call.legs[effect.legId]!;
    leg.id = effect.asLegId;
    if (target === undefined || join === undefined) return void leg.close({ cause: 'normal', status: null });
    leg.events = this.#legEvents(target);
    target.legs.set(leg.id, leg);
    const atMs = this.#deps.clock.nowMs();
    const adopted: CallLeg = {
      ...before,
      id: leg.id,
      role: 'target',
      phase: 'connected',
      startedAtMs: atMs,
      ringingAtMs: null,
      answeredAtMs: atMs,
      endedAtMs: null,
      outcome: null,
      hangupCause: null,
      media: null,
    };
    const to = { userId: adopted.userId, name: adopted.name, number: adopted.number };
    target.post({ kind: 'adopt', leg: adopted, byLegId: join.byLegId, to, viaRefer: join.viaRefer });
  }

  #redirect(actor: RunningCall, legId: string, to: readonly string[]): void {
    const leg = actor.call.legs[legId];
    if (leg === undefined) return;
    this.#deps.followRedirect(actor, leg, to).then(
      (plan) => actor.post({ kind: 'leg_redirected', legId, plan }),
      (error: unknown) => {
        this.#deps.log.error({ error, callId: actor.id, legId }, 'a redirection could not be routed');
        actor.post({ kind: 'leg_redirected', legId, plan: null });
      },
    );
  }

  #legEvents(actor: RunningCall): LegEvents {
    return {
      input: (input) => actor.post(input),
      transfer: (legId, request) => {
        const leg = actor.legs.get(legId);
        if (leg === undefined) return request.reject(481);
        this.#refers.set(leg, request);
        this.#deps.onRefer(this, actor, legId, request);
      },
      digit: (legId, digit) => this.#relayDigit(actor, legId, digit),
      lostConnection: (legId) => this.#awaitReturn(actor, legId),
    };
  }

  /** Keys carried by INFO reach the other party as RFC 4733; those in RTP are passed on by the media plane itself. */
  #relayDigit(actor: RunningCall, legId: string, digit: string): void {
    const pair = actor.call.pair;
    if (pair === null || !pair.includes(legId)) return;
    const other = actor.legs.get(pair[0] === legId ? pair[1] : pair[0]);
    if (other !== undefined && !other.media.closed) void other.media.sendDigits(digit);
  }

  /** The browser's connection broke; its sound may still flow. It has some seconds to come back. */
  #awaitReturn(actor: RunningCall, legId: string): void {
    const lost = actor.legs.get(legId);
    if (lost === undefined) return;
    lost.connectionLost = true;
    this.#deps.clock.setTimer(resumeSeconds * 1000, () => {
      if (!lost.closed && lost.connectionLost)
        actor.post({ kind: 'leg_hung_up', legId: lost.id, cause: 'connection_lost' });
    });
  }

  /** The user's browser is connected again: its legs go on. */
  userCameBack(userId: string): void {
    for (const { callId, legId } of this.userLegs.ofUser(userId)) {
      const leg = this.#actors.get(callId)?.legs.get(legId);
      if (leg?.isBrowser === true) leg.connectionLost = false;
    }
  }

  #mayTake(actor: RunningCall, legId: string): boolean {
    const userId = actor.call.legs[legId]?.userId;
    if (userId === null || userId === undefined) return true;
    return mayAnswer(this.userLegs.ofUser(userId), this.#channels.get(actor.call.organizationId) ?? 0, legId);
  }

  async #keepChannels(organizationId: string): Promise<void> {
    const channels = await this.#deps.extraChannels(organizationId);
    this.#channels.set(organizationId, channels === null ? Number.POSITIVE_INFINITY : channels);
  }

  #changed(actor: RunningCall, before: Call | null): void {
    this.userLegs.update(actor.call);
    this.#deps.changed(actor.call, before);
    if (before !== null) this.#occupy(actor, before);
  }

  /** Whoever has just taken their last channel stops being rung elsewhere. */
  #occupy(actor: RunningCall, before: Call): void {
    for (const leg of Object.values(actor.call.legs)) {
      if (leg.userId === null || leg.phase !== 'connected' || before.legs[leg.id]?.phase === 'connected') continue;
      const legs = this.userLegs.ofUser(leg.userId);
      if (mayAnswer(legs, this.#channels.get(actor.call.organizationId) ?? 0)) continue;
      const verdict = judge({ kind: 'local', reason: 'busy' });
      for (const { callId, state } of legs) {
        if (state !== 'ringing' || callId === actor.id) continue;
        this.#actors.get(callId)?.post({ kind: 'user_occupied', userId: leg.userId, verdict });
      }
    }
  }

  #closed(actor: RunningCall): void {
    this.#actors.delete(actor.id);
    this.#deps.ended(actor.call);
    if (this.#actors.size === 0) this.#onLastClosed?.();
  }
}

export type JoinOptions = {
  /** The party that the consultation gives. */
  readonly legId: string;
  /** The leg of the first call that leaves. */
  readonly byLegId: string;
  readonly viaRefer: boolean;
};
