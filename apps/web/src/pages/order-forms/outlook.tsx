import { Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { contractOperations, type OrderFormView, type ReplyOf } from '@carillon/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { dateText } from '../../lib/format.ts';
import { useWhen } from '../../lib/use-when.ts';
import { amountText } from '../../parts/order-form-cells.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** What a signed order form will do next, and what leaving would cost on a day that the reader chooses. */
export function Outlook({ form, onClose }: { form: OrderFormView; onClose: () => void }) {
  const { t } = useTranslation();
  const [on, setOn] = useState('');
  const query = on === '' ? {} : { on };
  const outlook = useOperation(contractOperations.readOutlook, { params: { orderFormId: form.id }, query });
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={t('orderForms.outlookTitle', { number: form.number })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <TextInput
          type="date"
          label={t('orderForms.outlookOn')}
          value={on || (outlook.data?.on ?? '')}
          onChange={(e) => setOn(e.currentTarget.value)}
        />
        {outlook.isPending && <Skeleton height={160} />}
        {outlook.isError && <ProblemAlert error={outlook.error} onRetry={() => void outlook.refetch()} />}
        {outlook.data && <Sentences outlook={outlook.data} />}
      </Stack>
    </Modal>
  );
}

function Sentences({ outlook }: { outlook: ReplyOf<typeof contractOperations.readOutlook> }) {
  const { t } = useTranslation();
  const { language } = useWhen();
  const day = (text: string) => dateText(text, language);
  const { term, leaving, revision, refuseRenewalBy, numberDeletionFee, currency } = outlook;
  const amount = (text: string) => amountText(text, currency, language);
  const { effectiveOn, announceBy: announce, negotiateBy: negotiate } = revision;
  const left = { day: day(leaving.endsOn), amount: amount(leaving.indemnity), months: leaving.months };
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600} role="status">
        {t(leaving.months > 0 ? 'orderForms.outlookLeave' : 'orderForms.outlookLeaveFree', left)}
      </Text>
      <Text size="xs" c="dimmed">
        {t('orderForms.outlookRule', { rule: leaving.ruleId })}
      </Text>
      <Text size="sm">
        {term
          ? t('orderForms.outlookTerm', { start: day(term.start), end: day(term.end) })
          : t('orderForms.outlookFree')}
      </Text>
      {refuseRenewalBy && <Text size="sm">{t('orderForms.outlookRefuse', { day: day(refuseRenewalBy) })}</Text>}
      <Text size="sm">
        {t('orderForms.outlookRevision', {
          day: day(effectiveOn),
          announce: day(announce),
          negotiate: day(negotiate),
        })}
      </Text>
      {numberDeletionFee && (
        <Text size="sm">{t('orderForms.outlookNumber', { amount: amount(numberDeletionFee) })}</Text>
      )}
    </Stack>
  );
}
