import { Group, Button, Table } from '@mantine/core';
import { contractOperations, type OrderFormView } from '@carillon/api';
import { IconSignature } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../../api/client.ts';
import { useOperation } from '../../api/use-operation.ts';
import { savePdf } from '../../lib/save-file.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ListStates } from '../../parts/list-states.tsx';
import { OrderFormCells, useOrderFormHead } from '../../parts/order-form-cells.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Outlook } from './outlook.tsx';

/** What the organization was sent to sign, and what it signed. */
export function OwnOrderFormsPage() {
  const { t } = useTranslation();
  const query = useOperation(contractOperations.listOwnOrderForms);
  const head = useOrderFormHead();
  const [error, setError] = useState<unknown>(null);
  const items = query.data?.items ?? [];
  const empty = (
    <Empty
      icon={<IconSignature size={40} stroke={1.3} />}
      title={t('orderForms.ownEmpty')}
      help={t('orderForms.ownEmptyHelp')}
    />
  );
  return (
    <Page title={t('orderForms.title')} lead={t('orderForms.ownLead')}>
      <ProblemAlert error={error} />
      <ListStates query={query} count={items.length} empty={empty}>
        <DataTable label={t('orderForms.table')} head={head} minWidth={760}>
          {items.map((form) => (
            <Table.Tr key={form.id}>
              <OrderFormCells form={form} />
              <Table.Td>
                <Documents form={form} onError={setError} />
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      </ListStates>
    </Page>
  );
}

function Documents({ form, onError }: { form: OrderFormView; onError: (error: unknown) => void }) {
  const { t } = useTranslation();
  const [looking, setLooking] = useState(false);
  const read = async (which: 'sent' | 'signed') => {
    const input = { params: { orderFormId: form.id }, query: { which } };
    onError(null);
    await callApi(contractOperations.readOwnOrderFormDocument, input).then(savePdf, onError);
  };
  const button = (which: 'sent' | 'signed', label: string) => (
    <Button size="xs" variant="default" aria-label={`${label}: ${form.number}`} onClick={() => void read(which)}>
      {label}
    </Button>
  );
  return (
    <Group gap={6} justify="flex-end">
      {form.state === 'signed' && (
        <Button
          size="xs"
          variant="light"
          aria-label={t('orderForms.outlookTitle', { number: form.number })}
          onClick={() => setLooking(true)}
        >
          {t('orderForms.outlook')}
        </Button>
      )}
      {looking && <Outlook form={form} onClose={() => setLooking(false)} />}
      {form.state === 'signed'
        ? button('signed', t('orderForms.downloadSigned'))
        : button('sent', t('orderForms.downloadSent'))}
    </Group>
  );
}
