import { Table, Text } from '@mantine/core';
import { identityOperations } from '@carillon/api';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../api/use-operation.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ListStates, LoadMore } from '../parts/list-states.tsx';
import { Page } from '../parts/page.tsx';
import { When } from '../parts/when.tsx';

/** Who did what, newest first. Nothing here can be changed. */
export function AuditPage() {
  const { t } = useTranslation();
  const pages = usePages(identityOperations.listAudit);
  const entries = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('audit.title')}>
      <ListStates
        query={pages}
        count={entries.length}
        empty={
          <Empty icon={<IconHistory size={40} stroke={1.3} />} title={t('audit.empty')} help={t('audit.emptyHelp')} />
        }
      >
        <DataTable
          label={t('audit.table')}
          head={[t('calls.when'), t('audit.who'), t('audit.what'), t('audit.about')]}
          withActions={false}
        >
          {entries.map((entry) => (
            <Table.Tr key={entry.id}>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                <When at={entry.at} />
              </Table.Td>
              <Table.Td>{entry.actor.name}</Table.Td>
              <Table.Td ff="monospace" fz="sm">
                {entry.action}
              </Table.Td>
              <Table.Td>
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {detailText(entry.details) || entry.subject?.kind}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
        <LoadMore pages={pages} />
      </ListStates>
    </Page>
  );
}

function detailText(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
