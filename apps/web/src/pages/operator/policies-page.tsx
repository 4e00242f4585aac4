import { Badge, Button, Skeleton, Stack, Table, Text, TextInput, Tooltip } from '@mantine/core';
import { contractOperations, type PolicyView } from '@carillon/api';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ChangePolicy } from './change-policy.tsx';
import { PolicyChanges } from './policy-changes.tsx';
import { shownFigure } from './figure-text.ts';

/** Every figure of the terms, searchable by key, rule and title. */
export function PoliciesPage() {
  const { t } = useTranslation();
  const query = useOperation(contractOperations.listPolicies);
  const [search, setSearch] = useState('');
  const [changing, setChanging] = useState<PolicyView | null>(null);
  const items = (query.data?.items ?? []).filter((item) => matches(item, search));
  return (
    <Page title={t('policies.title')} lead={t('policies.lead')}>
      <TextInput
        aria-label={t('policies.search')}
        placeholder={t('policies.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        maw={420}
        value={search}
        onChange={(e) => setSearch(e.currentTarget.value)}
      />
      {query.isPending && <Skeleton height={300} />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && (
        <div className="surface">
          <Empty icon={<IconSearch size={40} stroke={1.3} />} title={t('policies.none')} />
        </div>
      )}
      {query.data && items.length > 0 && <PolicyTable items={items} today={query.data.today} onChange={setChanging} />}
      {changing && query.data && (
        <ChangePolicy policy={changing} today={query.data.today} onClose={() => setChanging(null)} />
      )}
    </Page>
  );
}

function matches({ key, ruleId, ruleText }: PolicyView, search: string): boolean {
  return `${key} ${ruleId} ${ruleText.fr} ${ruleText.en}`.toLowerCase().includes(search.trim().toLowerCase());
}

type TableProps = { items: readonly PolicyView[]; today: string; onChange: (policy: PolicyView) => void };

function PolicyTable({ items, today, onChange }: TableProps) {
  const { t, i18n } = useTranslation();
  const head = [t('policies.figure'), t('policies.rule'), t('policies.value'), t('policies.source')];
  return (
    <DataTable label={t('policies.table')} head={[...head, t('policies.changes')]} minWidth={1100}>
      {items.map((item) => (
        <Table.Tr key={item.key}>
          <Table.Td ff="monospace" fz="xs" miw={240}>
            {item.key}
          </Table.Td>
          <Table.Td>
            <Stack gap={0}>
              <Text size="sm">{i18n.language === 'en' ? item.ruleText.en : item.ruleText.fr}</Text>
              <Text size="xs" c="dimmed">
                {item.ruleId}
              </Text>
            </Stack>
          </Table.Td>
          <Table.Td className="figures">
            {item.value === null ? t('policies.ended') : shownFigure(item.value, item.unit, t)}
          </Table.Td>
          <Table.Td>
            <Tooltip label={t(`policies.originHelp.${item.origin}`)}>
              <Badge miw="max-content" variant="dot" color={item.origin === 'invented' ? 'orange' : 'gray'}>
                {t(`policies.origin.${item.origin}`)}
              </Badge>
            </Tooltip>
          </Table.Td>
          <Table.Td>
            <PolicyChanges policy={item} today={today} />
          </Table.Td>
          <Table.Td ta="right">
            <Button
              size="xs"
              variant="default"
              aria-label={t('policies.changeTitle', { key: item.key })}
              onClick={() => onChange(item)}
            >
              {t('policies.change')}
            </Button>
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}
