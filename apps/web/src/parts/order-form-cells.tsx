import { Table, Text } from '@mantine/core';
import type { OrderFormView } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { dateText } from '../lib/format.ts';
import { useWhen } from '../lib/use-when.ts';
import { OrderFormState } from './order-form-state.tsx';

/** An amount in decimal text, as people of the language write it. */
export function amountText(amount: string, currency: string, language: string): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral);
}

/** The columns that the operator and the customer both see. */
export function OrderFormCells({ form }: { form: OrderFormView }) {
  const { t } = useTranslation();
  const { language } = useWhen();
  const day = (text: string) => dateText(text, language);
  const { effectiveDate: from, endsOn } = form;
  const effect = from && (endsOn ? t('orderForms.until', { from: day(from), to: day(endsOn) }) : day(from));
  return (
    <>
      <Table.Td>
        <Text size="sm" fw={600}>
          {form.number}
        </Text>
        <Text size="xs" c="dimmed">
          {t('orderForms.version', { version: form.version })}
        </Text>
      </Table.Td>
      <Table.Td>{form.client.legalName}</Table.Td>
      <Table.Td>
        <OrderFormState state={form.state} />
      </Table.Td>
      <Table.Td className="figures">{amountText(form.monthlyTotal, form.currency, language)}</Table.Td>
      <Table.Td>{effect ?? '-'}</Table.Td>
    </>
  );
}

export function useOrderFormHead(): readonly string[] {
  const { t } = useTranslation();
  return (['number', 'client', 'state', 'monthly', 'term'] as const).map((name) => t(`orderForms.${name}`));
}
