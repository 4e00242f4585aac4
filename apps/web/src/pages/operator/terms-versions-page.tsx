import { Button, Table } from '@mantine/core';
import { contractOperations } from '@carillon/api';
import { IconFileText, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { dateText } from '../../lib/format.ts';
import { useWhen } from '../../lib/use-when.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ListStates } from '../../parts/list-states.tsx';
import { Page } from '../../parts/page.tsx';
import { When } from '../../parts/when.tsx';
import { PublishTerms } from './publish-terms.tsx';

/** Every version of the terms that was published. */
export function TermsVersionsPage() {
  const { t } = useTranslation();
  const { language } = useWhen();
  const query = useOperation(contractOperations.listTermsVersions);
  const [publishing, setPublishing] = useState(false);
  const items = query.data?.items ?? [];
  const publish = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setPublishing(true)}>
      {t('termsVersions.publish')}
    </Button>
  );
  const head = [t('termsVersions.document'), t('termsVersions.label'), t('termsVersions.effectiveFrom')];
  return (
    <Page title={t('termsVersions.title')} lead={t('termsVersions.lead')} actions={publish}>
      <ListStates
        query={query}
        count={items.length}
        empty={
          <Empty
            icon={<IconFileText size={40} stroke={1.3} />}
            title={t('termsVersions.empty')}
            help={t('termsVersions.emptyHelp')}
          />
        }
      >
        <DataTable
          label={t('termsVersions.table')}
          head={[...head, t('termsVersions.change'), t('termsVersions.published')]}
          withActions={false}
        >
          {items.map((item) => (
            <Table.Tr key={item.id}>
              <Table.Td>{t(`terms.document.${item.document}`)}</Table.Td>
              <Table.Td>{item.label}</Table.Td>
              <Table.Td>{dateText(item.effectiveFrom, language)}</Table.Td>
              <Table.Td>
                {item.isSignificant && item.isNegative && !item.isRegulatory
                  ? t('termsVersions.exitRight')
                  : t('termsVersions.noExit')}
              </Table.Td>
              <Table.Td>
                <When at={item.publishedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      </ListStates>
      {publishing && <PublishTerms onClose={() => setPublishing(false)} />}
    </Page>
  );
}
