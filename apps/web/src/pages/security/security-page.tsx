import { Button, Group, SimpleGrid, Text } from '@mantine/core';
import { telephonyOperations, type GuardIncident, type QueryInputOf, type ReplyOf } from '@carillon/api';
import { useSearch } from '@tanstack/react-router';
import { IconForbid, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../api/use-operation.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ListStates } from '../../parts/list-states.tsx';
import { Page } from '../../parts/page.tsx';
import { BanSource } from './ban-source.tsx';
import { TollAlerts } from './toll-alerts.tsx';
import { GuardFilterBar } from './guard-filter-bar.tsx';
import { IncidentRow } from './incident-row.tsx';

type Act = { kind: 'ban' } | { kind: 'lift'; source: string; banId: string } | null;
type Query = QueryInputOf<typeof telephonyOperations.getSipGuard>;
const refreshMs = 5_000;

/** Who is kept away from the telephone ports, and why; staff lift and ban by hand. */
export function SecurityPage() {
  const { t } = useTranslation();
  const filters = useSearch({ from: '/shell/operator/security' });
  const query = useOperation(telephonyOperations.getSipGuard, { query: filters as Query, refetchMs: refreshMs });
  const alerts = useOperation(telephonyOperations.listTollAlerts, { refetchMs: refreshMs * 6 });
  const lift = useCommand(telephonyOperations.liftSipBan, [telephonyOperations.getSipGuard]);
  const [act, setAct] = useState<Act>(null);
  const items = query.data?.items ?? [];
  const close = () => setAct(null);
  const ban = (
    <Button leftSection={<IconForbid size={17} />} onClick={() => setAct({ kind: 'ban' })}>
      {t('sipGuard.ban')}
    </Button>
  );
  return (
    <Page title={t('sipGuard.title')} lead={t('sipGuard.lead')} actions={ban}>
      {query.data && <Counters counters={query.data.counters} />}
      <GuardFilterBar filters={filters} />
      <ListStates query={query} count={items.length} empty={<Nobody filtered={Object.keys(filters).length > 0} />}>
        <Incidents items={items} onLift={(source, banId) => setAct({ kind: 'lift', source, banId })} />
        {query.data && query.data.total > items.length && (
          <Text size="sm" c="dimmed">
            {t('sipGuard.shown', { shown: items.length, total: query.data.total })}
          </Text>
        )}
      </ListStates>
      {query.data && (
        <Text size="sm" c="dimmed">
          {t('sipGuard.trusted', { sources: query.data.trustedSources.join(', ') || t('sipGuard.noTrusted') })}
        </Text>
      )}
      {alerts.data && <TollAlerts alerts={alerts.data.items} withOrganization />}
      {act?.kind === 'ban' && <BanSource onClose={close} />}
      {act?.kind === 'lift' && (
        <Confirm
          opened
          onClose={close}
          title={t('sipGuard.lift')}
          text={t('sipGuard.liftConfirm', { source: act.source })}
          action={t('sipGuard.lift')}
          onConfirm={() => lift.mutateAsync({ params: { banId: act.banId } })}
        />
      )}
    </Page>
  );
}

function Nobody({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  const icon = <IconShieldCheck size={40} stroke={1.3} />;
  if (filtered) return <Empty icon={icon} title={t('sipGuard.noMatch')} />;
  return <Empty icon={icon} title={t('sipGuard.empty')} help={t('sipGuard.emptyHelp')} />;
}

type List = { items: readonly GuardIncident[]; onLift: (source: string, banId: string) => void };

function Incidents({ items, onLift }: List) {
  const { t } = useTranslation();
  const head = ['source', 'why', 'since', 'until', 'refused'] as const;
  return (
    <DataTable label={t('sipGuard.table')} head={head.map((name) => t(`sipGuard.${name}`))} minWidth={860}>
      {items.map((incident) => (
        <IncidentRow
          key={`${incident.kind} ${incident.source}`}
          incident={incident}
          onLift={() => incident.banId !== null && onLift(incident.source, incident.banId)}
        />
      ))}
    </DataTable>
  );
}

type CountersView = ReplyOf<typeof telephonyOperations.getSipGuard>['counters'];

function Counters({ counters }: { counters: CountersView }) {
  const { t } = useTranslation();
  const shown = [
    ['banned', counters.bannedSources],
    ['packetsOfBanned', counters.packetsOfBanned],
    ['packetsOverLimit', counters.packetsOverLimit],
    ['answersWithheld', counters.answersWithheld],
    ['wrongPasswords', counters.wrongPasswords],
  ] as const;
  return (
    <SimpleGrid component="dl" m={0} cols={{ base: 2, sm: 5 }} spacing="sm" aria-label={t('sipGuard.counters')}>
      {shown.map(([name, count]) => (
        <Group key={name} className="surface" p="sm" gap={2} style={{ flexDirection: 'column', alignItems: 'start' }}>
          <Text component="dt" size="xs" c="dimmed">
            {t(`sipGuard.${name}`)}
          </Text>
          <Text component="dd" m={0} fz={22} fw={600} className="figures">
            {count.toLocaleString()}
          </Text>
        </Group>
      ))}
    </SimpleGrid>
  );
}
