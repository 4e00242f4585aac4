import { Stack, Table, Text } from '@mantine/core';
import { contractOperations } from '@carillon/api';
import { IconCalendarTime } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ListStates } from '../../parts/list-states.tsx';
import { Page } from '../../parts/page.tsx';
import { When } from '../../parts/when.tsx';

/** What the contracts will do next by themselves, with the rule that says so. */
export function DeadlinesPage() {
  const { t } = useTranslation();
  const query = useOperation(contractOperations.listDeadlines);
  const items = query.data?.items ?? [];
  const empty = (
    <Empty
      icon={<IconCalendarTime size={40} stroke={1.3} />}
      title={t('deadlines.empty')}
      help={t('deadlines.emptyHelp')}
    />
  );
  const head = (['when', 'what', 'client', 'rule'] as const).map((name) => t(`deadlines.${name}`));
  return (
    <Page title={t('deadlines.title')} lead={t('deadlines.lead')}>
      <ListStates query={query} count={items.length} empty={empty}>
        <DataTable label={t('deadlines.title')} head={head} withActions={false}>
          {items.map((item) => (
            <Table.Tr key={item.id}>
              <Table.Td>
                <When at={item.dueAt} />
              </Table.Td>
              <Table.Td>{t(`deadlines.kinds.${item.kind}`)}</Table.Td>
              <Table.Td>
                <Stack gap={0}>
                  <Text size="sm">{item.legalName}</Text>
                  <Text size="xs" c="dimmed">
                    {item.number}
                  </Text>
                </Stack>
              </Table.Td>
              <Table.Td>{item.ruleId}</Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      </ListStates>
    </Page>
  );
}
