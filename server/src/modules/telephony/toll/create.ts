import { serverText, type ServerTextKey } from '@carillon/i18n';
import { operatorScope, organizationScope, type Database } from '#platform/db';
import type { Clock } from '#platform/clock';
import { newId } from '#platform/ids';
import type { Logger } from '#platform/log';
import type { Mail } from '#platform/mail';
import type { Directory } from '../directory/directory.ts';
import type { IdentityNeighbour } from '../ports/neighbours.ts';
import { findTollLimits, insertTollAlert, pastTollCalls } from '../store/toll.ts';
import { dayMs } from './decide.ts';
import { countedClasses } from './limits.ts';
import { createTollGuard, type TollAlert, type TollGuard, type TollPast } from './toll-guard.ts';

export type TollDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly mail: Pick<Mail, 'send'>;
  readonly identity: Pick<IdentityNeighbour, 'listUsers'>;
  readonly directory: Pick<Directory, 'organization' | 'member'>;
};

/** The guard over the tables: limits and the last day's calls come in, alarms are written and mailed. */
export function createToll(deps: TollDeps): TollGuard {
  const { clock, log } = deps;
  return createTollGuard({
    clock,
    log,
    load: (organizationId) => loadPast(deps, organizationId),
    alert: (alert) => {
      tell(deps, alert).catch((error: unknown) => {
        log.error({ error, organizationId: alert.organizationId }, 'a toll fraud alarm could not be told');
      });
    },
  });
}

async function loadPast({ db, clock, directory }: TollDeps, organizationId: string): Promise<TollPast> {
  const organization = await directory.organization(organizationId);
  const country = organization?.country ?? 'FR';
  return db.read(organizationScope(organizationId), async (tx) => {
    const limits = await findTollLimits(tx, organizationId);
    const sinceIso = new Date(clock.nowMs() - dayMs).toISOString();
    const calls = await pastTollCalls(tx, { organizationId, country, classes: countedClasses(limits), sinceIso });
    return { limits, calls, timeZone: organization?.timeZone ?? 'Europe/Paris' };
  });
}

/** Written first: the pages show it even when no mail can be sent. */
async function tell(deps: TollDeps, alert: TollAlert): Promise<void> {
  await deps.db.transaction(operatorScope, (tx) => insertTollAlert(tx, newId(), alert));
  const { organizationId, userId, kind } = alert;
  const organization = await deps.directory.organization(organizationId);
  const caller = await deps.directory.member(organizationId, userId);
  const members = await deps.identity.listUsers(organizationScope(organizationId));
  const administrators = members.filter(({ role, state }) => role.endsWith('admin') && state === 'active');
  for (const { email, name, language } of administrators) {
    const values = {
      name,
      organization: organization?.name ?? '',
      caller: caller?.name ?? '',
      calls: String(alert.calls),
      class: serverText(language, `telephony.toll.class.${alert.destination}` as ServerTextKey),
    };
    const subject = serverText(language, 'telephony.toll.subject', values);
    await deps.mail.send({ to: email, subject, text: serverText(language, `telephony.toll.${kind}`, values) });
  }
}
