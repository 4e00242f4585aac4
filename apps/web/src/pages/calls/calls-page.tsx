import { Button, Text } from '@mantine/core';
import { telephonyOperations, type CallSummary } from '@carillon/api';
import { useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { IconDownload, IconPhoneCall } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../../api/session.ts';
import { usePages } from '../../api/use-operation.ts';
import { dayKey, dayText } from '../../lib/format.ts';
import { useWhen } from '../../lib/use-when.ts';
import { Empty } from '../../parts/empty.tsx';
import { ListStates, LoadMore } from '../../parts/list-states.tsx';
import { Page } from '../../parts/page.tsx';
import { useTopic } from '../../realtime/realtime-context.tsx';
import { CallFilterBar } from './call-filter-bar.tsx';
import { CallRow } from './call-row.tsx';
import { exportCalls } from './export-calls.ts';

/** The call log. Filters live in the address; an ended call appears by itself. */
export function CallsPage() {
  const { t } = useTranslation();
  const filters = useSearch({ from: '/shell/calls' });
  const style = useWhen();
  const queries = useQueryClient();
  const { user } = useSignedIn();
  const pages = usePages(telephonyOperations.listCalls, { ...filters });
  const ended = useTopic('call-log');
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: [telephonyOperations.listCalls.id] });
  }, [ended, queries]);
  const calls = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(filters).length > 0;
  return (
    <Page
      title={t('calls.title')}
      actions={
        <Button
          variant="default"
          leftSection={<IconDownload size={17} />}
          disabled={calls.length === 0}
          onClick={() => exportCalls(calls, { t, style })}
        >
          {t('common.exportCsv')}
        </Button>
      }
    >
      <CallFilterBar filters={filters} />
      <ListStates
        query={pages}
        count={calls.length}
        empty={
          <Empty
            icon={<IconPhoneCall size={40} stroke={1.3} />}
            title={filtered ? t('calls.emptyFiltered') : t('calls.empty')}
            {...(filtered ? {} : { help: t('calls.emptyHelp') })}
          />
        }
      >
        {groupByDay(calls, style.timeZone).map(([day, items]) => (
          <section key={day} aria-label={dayText(day, style.language)}>
            <Text component="h2" fz="sm" fw={600} c="dimmed" mb={6}>
              {dayText(day, style.language)}
            </Text>
            <ul className="surface" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
              {items.map((call) => (
                <CallRow key={call.id} call={call} viewerId={user.id} />
              ))}
            </ul>
          </section>
        ))}
        <LoadMore pages={pages} />
      </ListStates>
    </Page>
  );
}

function groupByDay(calls: readonly CallSummary[], timeZone: string): [string, CallSummary[]][] {
  return [...Map.groupBy(calls, (call) => dayKey(call.startedAt, timeZone))];
}
