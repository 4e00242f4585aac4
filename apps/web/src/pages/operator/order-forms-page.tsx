import { Button } from '@mantine/core';
import { contractOperations, type OrderFormView } from '@carillon/api';
import { IconBuildingStore, IconPlus, IconSignature } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ListStates } from '../../parts/list-states.tsx';
import { useOrderFormHead } from '../../parts/order-form-cells.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { OrderFormEditor } from './order-form-editor.tsx';
import { OrderFormRow } from './order-form-row.tsx';
import { SellerForm } from './seller-form.tsx';

type Act = { kind: 'edit'; form: OrderFormView | null } | { kind: 'seller' } | null;

/** Every order form of every customer. */
export function OrderFormsPage() {
  const { t } = useTranslation();
  const query = useOperation(contractOperations.listOrderForms);
  const head = useOrderFormHead();
  const [act, setAct] = useState<Act>(null);
  const [error, setError] = useState<unknown>(null);
  const items = query.data?.items ?? [];
  const create = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAct({ kind: 'edit', form: null })}>
      {t('orderForms.create')}
    </Button>
  );
  const seller = (
    <Button variant="default" leftSection={<IconBuildingStore size={17} />} onClick={() => setAct({ kind: 'seller' })}>
      {t('orderForms.seller')}
    </Button>
  );
  const empty = (
    <Empty
      icon={<IconSignature size={40} stroke={1.3} />}
      title={t('orderForms.empty')}
      help={t('orderForms.emptyHelp')}
    />
  );
  return (
    <Page
      title={t('orderForms.title')}
      lead={t('orderForms.lead')}
      actions={
        <>
          {seller}
          {create}
        </>
      }
    >
      <ProblemAlert error={error} />
      <ListStates query={query} count={items.length} empty={empty}>
        <DataTable label={t('orderForms.table')} head={head} minWidth={760}>
          {items.map((form) => (
            <OrderFormRow key={form.id} form={form} onEdit={() => setAct({ kind: 'edit', form })} onError={setError} />
          ))}
        </DataTable>
      </ListStates>
      {act?.kind === 'edit' && <OrderFormEditor form={act.form} onClose={() => setAct(null)} />}
      {act?.kind === 'seller' && <SellerForm onClose={() => setAct(null)} />}
    </Page>
  );
}
