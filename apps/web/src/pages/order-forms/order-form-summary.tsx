import { Button, Stack, Table, Text, Title } from '@mantine/core';
import { contractOperations, type OrderFormView } from '@carillon/api';
import { IconFileTypePdf } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../../api/client.ts';
import { savePdf } from '../../lib/save-file.ts';
import { WideTable } from '../../parts/data-table.tsx';
import { amountText } from '../../parts/order-form-cells.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** What is ordered, and the exact document. */
export function OrderFormSummary({ form, token }: { form: OrderFormView; token: string }) {
  const { t, i18n } = useTranslation();
  const [error, setError] = useState<unknown>(null);
  const language = i18n.language === 'en' ? 'en-GB' : 'fr-FR';
  const amount = (text: string) => amountText(text, form.currency, language);
  const open = async () => {
    setError(null);
    await callApi(contractOperations.readLinkedDocument, { params: { token } }).then(savePdf, setError);
  };
  return (
    <Stack gap="sm" component="section">
      <Title order={2} fz={17}>
        {t(form.state === 'viewed' ? 'signature.review' : 'orderForms.items')}
      </Title>
      {form.state === 'viewed' && (
        <Text size="sm" c="dimmed">
          {t('signature.reviewHelp')}
        </Text>
      )}
      <WideTable label={t('orderForms.items')} minWidth={240} framed={false}>
        <Table aria-label={t('orderForms.items')}>
          <Table.Tbody>
            {form.items.map((item, index) => (
              <Table.Tr key={`${item.product} ${index}`}>
                <Table.Td>{item.productName}</Table.Td>
                <Table.Td ta="right" className="figures">{`${item.quantity} × ${amount(item.amount)}`}</Table.Td>
              </Table.Tr>
            ))}
            <Table.Tr>
              <Table.Th>{t('signature.total')}</Table.Th>
              <Table.Th ta="right" className="figures">
                {amount(form.monthlyTotal)}
              </Table.Th>
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </WideTable>
      <Text size="sm">
        {form.commitmentMonths === 0
          ? t('signature.noCommitment')
          : t('signature.commitment', { count: form.commitmentMonths })}
      </Text>
      <ProblemAlert error={error} />
      <Button
        variant="default"
        leftSection={<IconFileTypePdf size={17} aria-hidden />}
        onClick={() => void open()}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('signature.document')}
      </Button>
    </Stack>
  );
}
