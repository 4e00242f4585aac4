import { Checkbox, Select, Text, Textarea, TextInput } from '@mantine/core';
import { contractOperations, type BodyInputOf } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';

const documents = ['general', 'data_processing', 'ai'] as const;
const flags = ['isSignificant', 'isNegative', 'isRegulatory'] as const;
const initial: BodyInputOf<typeof contractOperations.publishTerms> = {
  ...{ document: 'general', label: '', effectiveFrom: '', textFr: '', textEn: '' },
  ...{ isSignificant: false, isNegative: false, isRegulatory: false },
};

/** A new version with its classification, from which the right to leave follows. */
export function PublishTerms({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const publish = useCommand(contractOperations.publishTerms, [contractOperations.listTermsVersions]);
  const form = useForm(initial, async (values) => {
    await publish.mutateAsync({ body: { ...values, textEn: values.textEn?.trim() || null } });
    onClose();
  });
  const field = (name: 'label' | 'effectiveFrom' | 'textFr' | 'textEn') => ({
    label: t(`termsVersions.${name}`),
    value: form.values[name] ?? '',
    error: form.problems[name],
    onChange: (e: { currentTarget: { value: string } }) => form.set({ [name]: e.currentTarget.value }),
  });
  return (
    <FormModal
      title={t('termsVersions.publish')}
      submitLabel={t('termsVersions.publish')}
      onClose={onClose}
      form={form}
    >
      <Select
        label={t('termsVersions.document')}
        allowDeselect={false}
        data={documents.map((value) => ({ value, label: t(`terms.document.${value}`) }))}
        value={form.values.document}
        onChange={(document) => document && form.set({ document })}
      />
      <TextInput {...field('label')} data-autofocus />
      <TextInput type="date" {...field('effectiveFrom')} />
      <Textarea autosize minRows={4} maxRows={12} {...field('textFr')} />
      <Textarea autosize minRows={2} maxRows={12} {...field('textEn')} />
      {flags.map((name) => (
        <Checkbox
          key={name}
          label={t(`termsVersions.${name}`)}
          checked={form.values[name]}
          onChange={(e) => form.set({ [name]: e.currentTarget.checked })}
        />
      ))}
      <Text size="sm" c="dimmed">
        {t('termsVersions.noticeHelp')}
      </Text>
    </FormModal>
  );
}
