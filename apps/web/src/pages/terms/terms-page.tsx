import { Skeleton, Stack, Table } from '@mantine/core';
import { contractOperations } from '@carillon/api';
import { IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { mayEverywhere, useSignedIn } from '../../api/session.ts';
import { useOperation } from '../../api/use-operation.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';
import { TermsDocument } from './terms-document.tsx';

/** The terms of the organization: what holds, what is coming, and who accepted what. */
export function TermsPage() {
  const { t } = useTranslation();
  const query = useOperation(contractOperations.readTerms);
  const seesAcceptances = mayEverywhere(useSignedIn(), 'identity.user:manage');
  const items = query.data?.items ?? [];
  return (
    <Page title={t('terms.title')} lead={t('terms.lead')}>
      {query.isPending && <Skeleton height={220} />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && (
        <div className="surface">
          <Empty icon={<IconFileText size={40} stroke={1.3} />} title={t('terms.none')} help={t('terms.noneHelp')} />
        </div>
      )}
      <Stack>
        {items.map((item) => (
          <TermsDocument key={item.document} item={item} />
        ))}
        {seesAcceptances && items.length > 0 && <Acceptances />}
      </Stack>
    </Page>
  );
}

function Acceptances() {
  const { t } = useTranslation();
  const query = useOperation(contractOperations.listTermsAcceptances);
  const rows = query.data?.items ?? [];
  return (
    <Panel
      title={t('terms.acceptances')}
      {...(query.data && rows.length === 0 ? { lead: t('terms.acceptancesEmpty') } : {})}
    >
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {rows.length > 0 && (
        <DataTable
          label={t('terms.acceptances')}
          head={[t('terms.who'), t('terms.version'), '', t('calls.when')]}
          withActions={false}
        >
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td>{row.name}</Table.Td>
              <Table.Td>{`${t(`terms.document.${row.document}`)}, ${row.label}`}</Table.Td>
              <Table.Td>{row.isForOrganization ? t('terms.inNameOf') : t('terms.forSelf')}</Table.Td>
              <Table.Td>
                <When at={row.acceptedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </Panel>
  );
}
