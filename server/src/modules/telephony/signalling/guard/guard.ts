import type { Flow } from '@carillon/sip';
import type { Clock } from '#platform/clock';
import { newId } from '#platform/ids';
import type { Logger } from '#platform/log';
import { createAddressMatcher } from './address.ts';
import { banLengthMs, Bans, type Ban } from './bans.ts';
import { judgeBehaviour, newBehaviour, noteAsked, turnWindow, type Behaviour } from './behaviour.ts';
import { takeToken } from './bucket.ts';
import { Generations } from './generations.ts';
import { SourceGuesses } from './guesses.ts';
import { addName, Incidents, isGoingOn, type BlockReason, type Incident } from './incident.ts';
import { LockOuts } from './lock-outs.ts';
import { Sources, type Source, type SourceRates } from './sources.ts';

/** Where something came from; over UDP the address is only claimed. */
export type Sender = Pick<Flow, 'remoteAddress' | 'transport'>;

/** What a source did that an attacker does. */
export type Suspect = 'garbage' | 'foreign_domain' | 'scanner';

export type GuardCounters = {
  readonly bannedSources: number;
  /** Since the process started. */
  readonly packetsOfBanned: number;
  readonly packetsOverLimit: number;
  readonly answersWithheld: number;
  readonly wrongPasswords: number;
};

/** A ban to put in force. `names`: what was tried. */
export type NewBan = Omit<Ban, 'incident'> & { readonly names?: readonly string[] };

export type GuardOptions = {
  readonly clock: Clock;
  readonly log: Logger;
  /** Addresses and CIDR ranges never banned nor limited. */
  readonly trustedSources: readonly string[];
  readonly rates?: Partial<SourceRates>;
};

const defaultRates: SourceRates = {
  packets: { perSecond: 500, burst: 2_000 },
  answers: { perSecond: 100, burst: 500 },
};
const provenMs = 24 * 3600_000;
const strikesMs = 7 * 24 * 3600_000;
const maxStrikes = 20_000;

/**
 * Keeps guessers, scanners and floods away from the SIP ports, and remembers whom it kept away and why. In memory and
 * bounded; bans are told to `onBan`, so that they outlive the process.
 */
export class SipGuard {
  readonly incidents = new Incidents();
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #rates: SourceRates;
  readonly #isTrusted: (address: string) => boolean;
  readonly #bans = new Bans();
  readonly #sources: Sources;
  readonly #lockOuts = new LockOuts();
  readonly #guesses = new SourceGuesses();
  readonly #strikes = new Generations<{ readonly count: number; readonly atMs: number }>(maxStrikes);
  readonly #counts = { packetsOfBanned: 0, packetsOverLimit: 0, answersWithheld: 0, wrongPasswords: 0 };
  #isPeer: (address: string) => boolean = () => false;
  #onBan: (ban: Ban) => void = () => undefined;

  constructor({ clock, log, trustedSources, rates }: GuardOptions) {
    this.#clock = clock;
    this.#log = log;
    this.#rates = { ...defaultRates, ...rates };
    this.#isTrusted = createAddressMatcher(trustedSources);
    this.#sources = new Sources({
      rates: this.#rates,
      isTrusted: this.#isTrusted,
      banOf: (key, nowMs) => this.#bans.get(key, nowMs),
    });
  }

  /** Tells of every ban that the guard decides; and who is a carrier of ours, never banned. */
  connect(parts: { readonly onBan: (ban: Ban) => void; readonly isPeer: (address: string) => boolean }): void {
    this.#onBan = parts.onBan;
    this.#isPeer = parts.isPeer;
  }

  /** Asked before a packet is parsed. */
  admit(address: string): boolean {
    const nowMs = this.#clock.nowMs();
    const source = this.#sources.of(address, nowMs);
    if (source.isTrusted) return true;
    if (source.ban !== null && this.#isDropped(source, source.ban, nowMs)) return false;
    if (source.behaviour !== null) this.#countMessage(source.behaviour, nowMs);
    if (takeToken(source.packets, this.#rates.packets, nowMs)) return true;
    this.#limit(source, nowMs);
    return false;
  }

  /** May a request without proof be answered, or would that be too many packets to an address that may be forged? */
  mayAnswer({ remoteAddress }: Sender): boolean {
    const nowMs = this.#clock.nowMs();
    const source = this.#sources.of(remoteAddress, nowMs);
    if (source.isTrusted || source.provenUntilMs > nowMs || this.#isPeer(remoteAddress)) return true;
    if (takeToken(source.answers, this.#rates.answers, nowMs)) return true;
    this.#counts.answersWithheld += 1;
    return false;
  }

  /** Something that an attacker does; enough of it bans the source. */
  noteSuspect(sender: Sender, what: Suspect): void {
    this.#observe(sender, (behaviour) => {
      if (what === 'garbage') behaviour.garbage += 1;
      else if (what === 'foreign_domain') behaviour.foreignDomains += 1;
      else behaviour.scannerPackets += 1;
    });
  }

  /** A request without proof for a user, or to a number. */
  noteAsked(sender: Sender, name: string): void {
    this.#observe(sender, (behaviour, nowMs) => noteAsked(behaviour, name, nowMs));
  }

  /** A wrong password, or an unknown user, with a challenge that this source received. */
  noteFailure(sender: Sender, username: string): void {
    const { source, nowMs } = this.#find(sender);
    this.#counts.wrongPasswords += 1;
    if (source.isTrusted) return;
    const lockedUntilMs = this.#lockOuts.noteFailure(source.key, username, nowMs);
    if (lockedUntilMs !== null) {
      const lock = { kind: 'locked', source: source.key, reason: 'guessing', untilMs: lockedUntilMs } as const;
      const incident = this.incidents.note(lock, nowMs);
      incident.refused += 1;
      addName(incident, username);
    }
    const isProven = source.provenUntilMs > nowMs;
    if (!this.#guesses.note(source.key, username, { nowMs, isProven }) || this.#isPeer(sender.remoteAddress)) return;
    this.#ban(source, { reason: 'guessing', isProven: true, names: [username] }, nowMs);
  }

  /** Somebody signed in: the source is known for a day, and what was asked for is no riddle any more. */
  noteSuccess(sender: Sender, username: string, target: string): void {
    const { source } = this.#find(sender);
    this.#lockOuts.noteSuccess(source.key, username);
    this.prove(sender);
    source.behaviour?.asked.delete(username);
    source.behaviour?.asked.delete(target);
  }

  /** Telephones of ours are reached there: forged packets in its name don't get it banned. */
  prove(sender: Sender): void {
    const { source, nowMs } = this.#find(sender);
    this.#sources.prove(source, nowMs + provenMs);
  }

  /** This source may not even try this name now. */
  isLockedOut({ remoteAddress }: Sender, username: string): boolean {
    const nowMs = this.#clock.nowMs();
    return this.#lockOuts.isLocked(this.#sources.of(remoteAddress, nowMs).key, username, nowMs);
  }

  /** Staff ban a source, or bans come back after a restart. `source` is a key as `readSource` gives it. */
  putBan({ names = [], ...made }: NewBan): Ban {
    const { source, reason, untilMs } = made;
    const incident = this.incidents.note({ kind: 'banned', source, reason, untilMs }, made.sinceMs);
    this.#addNames(incident, names);
    const ban = { ...made, incident };
    this.#bans.add(ban);
    this.#strikes.set(source, { count: made.strikes, atMs: made.sinceMs });
    const known = this.#sources.peek(source);
    if (known !== undefined) known.ban = ban;
    return ban;
  }

  /** Ends a ban; true when there was one. What the source did before is forgotten with it. */
  lift(source: string): boolean {
    const ban = this.#bans.delete(source);
    const known = this.#sources.peek(source);
    if (known !== undefined) {
      known.ban = null;
      known.behaviour = null;
    }
    this.#guesses.forget(source);
    this.#strikes.delete(source);
    if (ban !== undefined) ban.incident.untilMs = this.#clock.nowMs();
    return ban !== undefined;
  }

  /** Never banned nor limited, because the settings say so. */
  isTrustedSource(address: string): boolean {
    return this.#isTrusted(address) || this.#isPeer(address);
  }

  bans(): Ban[] {
    return this.#bans.all(this.#clock.nowMs());
  }

  counters(): GuardCounters {
    return { bannedSources: this.bans().length, ...this.#counts };
  }

  #find({ remoteAddress }: Sender): { source: Source; nowMs: number } {
    const nowMs = this.#clock.nowMs();
    return { source: this.#sources.of(remoteAddress, nowMs), nowMs };
  }

  #isDropped(source: Source, ban: Ban, nowMs: number): boolean {
    if (ban.untilMs <= nowMs) {
      source.ban = null;
      return false;
    }
    ban.incident.refused += 1;
    ban.incident.lastMs = nowMs;
    this.#counts.packetsOfBanned += 1;
    return true;
  }

  #countMessage(behaviour: Behaviour, nowMs: number): void {
    turnWindow(behaviour, nowMs);
    behaviour.messages += 1;
  }

  #limit(source: Source, nowMs: number): void {
    this.#counts.packetsOverLimit += 1;
    if (source.limited === null || !isGoingOn(source.limited, nowMs)) {
      const flood = { kind: 'limited', source: source.key, reason: 'flood', untilMs: null } as const;
      source.limited = this.incidents.note(flood, nowMs);
    }
    source.limited.refused += 1;
    source.limited.lastMs = nowMs;
  }

  #observe(sender: Sender, note: (behaviour: Behaviour, nowMs: number) => void): void {
    const { source, nowMs } = this.#find(sender);
    if (source.isTrusted) return;
    source.behaviour ??= newBehaviour(nowMs);
    turnWindow(source.behaviour, nowMs);
    note(source.behaviour, nowMs);
    const reason = judgeBehaviour(source.behaviour, nowMs);
    if (reason === null) return;
    const names = [...source.behaviour.asked.keys()];
    source.behaviour = null;
    if (source.provenUntilMs > nowMs || this.#isPeer(sender.remoteAddress)) {
      const incident = this.incidents.note({ kind: 'spared', source: source.key, reason, untilMs: null }, nowMs);
      return this.#addNames(incident, names);
    }
    this.#ban(source, { reason, isProven: sender.transport !== 'udp', names }, nowMs);
  }

  #ban(
    source: Source,
    { reason, isProven, names }: { reason: BlockReason; isProven: boolean; names: readonly string[] },
    nowMs: number,
  ): void {
    if (source.ban !== null) return;
    const earlier = this.#strikes.get(source.key);
    const strikes = earlier !== undefined && nowMs - earlier.atMs < strikesMs ? earlier.count + 1 : 1;
    const lengthMs = banLengthMs(strikes, isProven);
    const ban = this.putBan({
      id: newId(),
      source: source.key,
      reason,
      sinceMs: nowMs,
      untilMs: nowMs + lengthMs,
      strikes,
      note: null,
      bannedBy: null,
      names,
    });
    this.#log.warn({ reason, seconds: lengthMs / 1000, pii: { address: source.key } }, 'SIP source banned');
    this.#onBan(ban);
  }

  #addNames(incident: Incident, names: readonly string[]): void {
    for (const name of names.slice(0, 20)) addName(incident, name);
  }
}
