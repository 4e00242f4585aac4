import { Select, Stack, TextInput } from '@mantine/core';
import { contractOperations, identityOperations, type OrderFormView } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation, usePages } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { bodyOf, clientTexts, problemPath, valuesOf, type TextName } from './order-form-values.ts';
import { OrderFormItems } from './order-form-items.tsx';

const sizes = ['micro', 'small', 'medium', 'large', 'non_profit'] as const;

/** Drafts an order form, or corrects a draft; nothing leaves before it is sent. */
export function OrderFormEditor({ form: existing, onClose }: { form: OrderFormView | null; onClose: () => void }) {
  const { t } = useTranslation();
  const refreshes = [contractOperations.listOrderForms];
  const create = useCommand(contractOperations.createOrderForm, refreshes);
  const edit = useCommand(contractOperations.editOrderForm, refreshes);
  const catalogue = useOperation(contractOperations.readCatalogue);
  const organizations = usePages(identityOperations.listOrganizations, { limit: 200 });
  const form = useForm(valuesOf(existing), async (values) => {
    const body = bodyOf(values);
    if (existing) await edit.mutateAsync({ params: { orderFormId: existing.id }, body });
    else await create.mutateAsync({ body });
    onClose();
  });
  const { values, set, problems } = form;
  const clients = organizations.data?.pages.flatMap((page) => page.items) ?? [];
  const text = (name: TextName) => (
    <TextInput
      key={name}
      label={t(`orderForms.${name}`)}
      value={values.texts[name]}
      error={problems[problemPath(name)]}
      onChange={(e) => set({ texts: { ...values.texts, [name]: e.currentTarget.value } })}
    />
  );
  return (
    <FormModal
      title={existing ? `${t('orderForms.edit')}: ${existing.number}` : t('orderForms.create')}
      submitLabel={t('common.save')}
      onClose={onClose}
      form={form}
    >
      <Select
        label={t('orderForms.organization')}
        searchable
        disabled={existing !== null}
        data={clients.map(({ id, name }) => ({ value: id, label: name }))}
        value={values.organizationId || null}
        error={problems['organizationId']}
        onChange={(organizationId) => organizationId && set({ organizationId })}
      />
      {clientTexts.map(text)}
      <Select
        label={t('orderForms.sizeClass')}
        allowDeselect={false}
        data={sizes.map((value) => ({ value, label: t(`orderForms.sizes.${value}`) }))}
        value={values.sizeClass}
        onChange={(sizeClass) => sizeClass && set({ sizeClass })}
      />
      {(['signatoryName', 'signatoryEmail'] as const).map(text)}
      <Terms values={values} set={set} problem={problems['periodicity']} />
      <OrderFormItems
        items={values.items}
        products={catalogue.data?.products ?? []}
        problems={problems}
        onChange={(items) => set({ items })}
      />
    </FormModal>
  );
}

type Values = ReturnType<typeof valuesOf>;
type TermsProps = { values: Values; set: (part: Partial<Values>) => void; problem: string | undefined };

function Terms({ values, set, problem }: TermsProps) {
  const { t } = useTranslation();
  const commitments = ['0', '12', '24', '36'].map((value) => ({
    value,
    label: value === '0' ? t('orderForms.noCommitment') : t('orderForms.months', { count: Number(value) }),
  }));
  return (
    <Stack>
      <Select
        label={t('orderForms.language')}
        allowDeselect={false}
        data={(['fr', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        value={values.language}
        onChange={(language) => language && set({ language })}
      />
      <Select
        label={t('orderForms.currency')}
        allowDeselect={false}
        data={(['EUR', 'GBP', 'USD'] as const).map((value) => ({ value, label: value }))}
        value={values.currency}
        onChange={(currency) => currency && set({ currency })}
      />
      <Select
        label={t('orderForms.commitment')}
        allowDeselect={false}
        data={commitments}
        value={values.commitmentMonths}
        onChange={(commitmentMonths) => commitmentMonths && set({ commitmentMonths })}
      />
      <Select
        label={t('orderForms.periodicity')}
        allowDeselect={false}
        data={(['monthly', 'yearly'] as const).map((value) => ({
          value,
          label: t(`orderForms.periodicities.${value}`),
        }))}
        value={values.periodicity}
        error={problem}
        onChange={(periodicity) => periodicity && set({ periodicity })}
      />
    </Stack>
  );
}
