import { Select } from '@mantine/core';
import { numbersOperations } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../api/use-operation.ts';
import { usePhoneText } from '../../lib/use-phone-text.ts';
import { Panel } from '../../parts/panel.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

export function CallerIdChoice() {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  const query = useOperation(numbersOperations.listCallerIds);
  const select = useCommand(numbersOperations.selectCallerId, [numbersOperations.listCallerIds]);
  const data = (query.data?.items ?? []).map((item) => ({
    value: item.number,
    label: [phoneText(item.number), item.label].filter(Boolean).join(' · '),
  }));
  return (
    <Panel title={t('phone.callerId')}>
      <Select
        label={t('profile.callerId')}
        clearable
        placeholder={t('phone.callerIdDefault')}
        disabled={select.isPending}
        data={data}
        value={query.data?.selected ?? null}
        onChange={(number) => select.mutate({ body: { number } })}
      />
      <ProblemAlert error={select.error} />
    </Panel>
  );
}
