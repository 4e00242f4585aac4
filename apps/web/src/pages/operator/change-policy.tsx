import { Select, Text, TextInput } from '@mantine/core';
import { contractOperations, type PolicyView } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { figureText, readFigure } from './figure-text.ts';

type Props = { policy: PolicyView; today: string; onClose: () => void };

/** A new value of a figure, from a day on. */
export function ChangePolicy({ policy, today, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const change = useCommand(contractOperations.changePolicy, [contractOperations.listPolicies]);
  const initial = {
    value: figureText(policy.value ?? policy.deliveredValue),
    validFrom: today,
    validTo: '',
    reason: '',
    organizationId: '',
  };
  const form = useForm(initial, async ({ value, validFrom, validTo, reason, organizationId }) => {
    const body = {
      value: readFigure(value, policy.deliveredValue) as never,
      validFrom,
      reason,
      validTo: validTo || null,
      organizationId: organizationId.trim() || null,
    };
    await change.mutateAsync({ params: { key: policy.key }, body });
    onClose();
  });
  const unread = readFigure(form.values.value, policy.deliveredValue) === undefined;
  const text = (name: 'validFrom' | 'validTo' | 'reason' | 'organizationId') => ({
    value: form.values[name],
    error: form.problems[name],
    onChange: (e: { currentTarget: { value: string } }) => form.set({ [name]: e.currentTarget.value }),
  });
  return (
    <FormModal
      title={t('policies.changeTitle', { key: policy.key })}
      submitLabel={t('policies.change')}
      onClose={onClose}
      form={form}
    >
      <Text size="sm">{i18n.language === 'en' ? policy.ruleText.en : policy.ruleText.fr}</Text>
      {policy.choices.length > 0 ? (
        <Select
          label={t('policies.newValue')}
          allowDeselect={false}
          data={policy.choices}
          value={form.values.value}
          onChange={(value) => value && form.set({ value })}
        />
      ) : (
        <TextInput
          label={t('policies.newValue')}
          description={t('policies.newValueHelp', { value: figureText(policy.deliveredValue), unit: policy.unit })}
          value={form.values.value}
          error={unread ? t('policies.notJson') : form.problems['value']}
          onChange={(e) => form.set({ value: e.currentTarget.value })}
          data-autofocus
        />
      )}
      <TextInput type="date" label={t('policies.validFrom')} {...text('validFrom')} />
      <TextInput type="date" label={t('policies.validTo')} {...text('validTo')} />
      <TextInput label={t('policies.forOne')} {...text('organizationId')} />
      <TextInput label={t('policies.reason')} {...text('reason')} />
    </FormModal>
  );
}
