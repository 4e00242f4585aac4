import { Menu, Table } from '@mantine/core';
import { contractOperations, type OrderFormView } from '@carillon/api';
import { IconCopyPlus, IconDownload, IconPencil, IconSend, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../../api/client.ts';
import { useCommand } from '../../api/use-operation.ts';
import { saveFile, savePdf } from '../../lib/save-file.ts';
import { useWhen } from '../../lib/use-when.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { amountText, OrderFormCells } from '../../parts/order-form-cells.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { OrderFormSent } from './order-form-sent.tsx';

type Props = { form: OrderFormView; onEdit: () => void; onError: (error: unknown) => void };
type Asking = 'send' | 'revise' | { link: string | null } | null;

/** One order form, with what its state allows. */
export function OrderFormRow({ form, onEdit, onError }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>(null);
  const params = { orderFormId: form.id };
  const read = (which: 'sent' | 'signed') =>
    callApi(contractOperations.readOrderFormDocument, { params, query: { which } }).then(savePdf, onError);
  const readEvidence = () =>
    callApi(contractOperations.readOrderFormEvidence, { params }).then(
      (file) => saveFile(`${form.number}-v${form.version}.json`, JSON.stringify(file, null, 2), 'application/json'),
      onError,
    );
  const isDraft = form.state === 'draft';
  const isOpen = form.state !== 'signed' && form.state !== 'superseded' && !isDraft;
  return (
    <Table.Tr>
      <OrderFormCells form={form} />
      <Table.Td ta="right">
        <RowMenu
          label={`${t('common.actions')}: ${form.number}, ${t('orderForms.version', { version: form.version })}`}
        >
          {isDraft && <Item icon={IconPencil} label={t('orderForms.edit')} onClick={onEdit} />}
          {isDraft && <Item icon={IconSend} label={t('orderForms.send')} onClick={() => setAsking('send')} />}
          {isOpen && <Item icon={IconCopyPlus} label={t('orderForms.revise')} onClick={() => setAsking('revise')} />}
          {form.sentAt && (
            <Item icon={IconDownload} label={t('orderForms.downloadSent')} onClick={() => void read('sent')} />
          )}
          {form.state === 'signed' && (
            <Item icon={IconDownload} label={t('orderForms.downloadSigned')} onClick={() => void read('signed')} />
          )}
          <Item icon={IconShieldCheck} label={t('orderForms.evidence')} onClick={() => void readEvidence()} />
        </RowMenu>
        <Questions form={form} asking={asking} setAsking={setAsking} />
      </Table.Td>
    </Table.Tr>
  );
}

type ItemProps = { icon: typeof IconSend; label: string; onClick: () => void };

function Item({ icon: Icon, label, onClick }: ItemProps) {
  return (
    <Menu.Item leftSection={<Icon size={16} />} onClick={onClick}>
      {label}
    </Menu.Item>
  );
}

type QuestionsProps = { form: OrderFormView; asking: Asking; setAsking: (asking: Asking) => void };

function Questions({ form, asking, setAsking }: QuestionsProps) {
  const { t } = useTranslation();
  const { language } = useWhen();
  const send = useCommand(contractOperations.sendOrderForm, [contractOperations.listOrderForms]);
  const revise = useCommand(contractOperations.reviseOrderForm, [contractOperations.listOrderForms]);
  const params = { orderFormId: form.id };
  const { name, email } = form.signatory;
  const amount = amountText(form.monthlyTotal, form.currency, language);
  const close = () => setAsking(null);
  return (
    <>
      <Confirm
        opened={asking === 'send'}
        onClose={close}
        closesItself={false}
        title={t('orderForms.send')}
        text={t('orderForms.sendConfirm', { number: form.number, name, email, amount })}
        action={t('orderForms.send')}
        onConfirm={async () => setAsking({ link: (await send.mutateAsync({ params })).link })}
      />
      <Confirm
        opened={asking === 'revise'}
        onClose={close}
        title={t('orderForms.revise')}
        text={t('orderForms.reviseConfirm', { version: form.version })}
        action={t('orderForms.revise')}
        onConfirm={() => revise.mutateAsync({ params })}
      />
      {typeof asking === 'object' && asking && <OrderFormSent email={email} link={asking.link} onClose={close} />}
    </>
  );
}
