import { randomUUID } from 'node:crypto';
import { PIDF, applyPublish, readPresence, type IncomingRequest, type Publication } from '@carillon/sip';
import type { Clock, TimerHandle } from '#platform/clock';
import type { Member } from '../../ports/neighbours.ts';
import type { Chosen } from '../../store/availability.ts';
import { choiceAfter, statementOf, type Statement } from './watched-presence.ts';

export type PublicationDeps = {
  readonly clock: Clock;
  /** What the member says of themselves now. */
  readonly chosen: (userId: string) => Chosen;
  readonly choose: (member: Member, chosen: Chosen) => Promise<void>;
  readonly failed: (error: unknown) => void;
};

export interface Publications {
  /** Presence that a telephone publishes for its member (RFC 3903). Answers the request. */
  handle(incoming: IncomingRequest, member: Member): Promise<void>;
  stop(): void;
}

type Stored = { publications: readonly Publication<Statement>[]; timer: TimerHandle | null };

/** What telephones say lasts as long as they say it; what members choose themselves counts when it came later. */
export function createPublications(deps: PublicationDeps): Publications {
  const { clock } = deps;
  const stored = new Map<string, Stored>();

  const expire = async (member: Member): Promise<void> => {
    const entry = stored.get(member.id);
    if (entry === undefined) return;
    const over = entry.publications.filter(({ expiresAt }) => expiresAt <= clock.nowMs());
    keep(
      member,
      entry.publications.filter((publication) => !over.includes(publication)),
    );
    for (const { content } of over) await follow(member, content, null);
  };

  const keep = (member: Member, publications: readonly Publication<Statement>[]): void => {
    const before = stored.get(member.id);
    if (before?.timer) clock.clearTimer(before.timer);
    stored.delete(member.id);
    if (publications.length === 0) return;
    const dueMs = Math.min(...publications.map(({ expiresAt }) => expiresAt)) - clock.nowMs();
    const timer = clock.setTimer(Math.max(0, dueMs), () => void expire(member).catch(deps.failed));
    stored.set(member.id, { publications, timer });
  };

  const follow = async (member: Member, before: Statement | null, after: Statement | null): Promise<void> => {
    const choice = choiceAfter(before, after, deps.chosen(member.id));
    if (choice !== null) await deps.choose(member, choice);
  };

  return {
    async handle(incoming, member) {
      const outcome = applyPublish(stored.get(member.id)?.publications ?? [], incoming.request, {
        nowMilliseconds: clock.nowMs(),
        event: 'presence',
        contentType: PIDF,
        read(body) {
          const presence = readPresence(body);
          return presence === null ? null : statementOf(presence);
        },
        newEntityTag: randomUUID,
      });
      keep(member, outcome.publications);
      if (outcome.kind !== 'rejected') await follow(member, outcome.before, outcome.after);
      const { status, ...options } = outcome.response;
      incoming.respond(status, options);
    },
    stop() {
      for (const { timer } of stored.values()) if (timer !== null) clock.clearTimer(timer);
      stored.clear();
    },
  };
}
