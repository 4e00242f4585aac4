import { Select, TextInput } from '@mantine/core';
import { telephonyOperations } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';

const hours = ['1', '24', '168', '720', '8760'] as const;

export function BanSource({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const ban = useCommand(telephonyOperations.banSipSource, [telephonyOperations.getSipGuard]);
  const form = useForm<{ source: string; note: string; hours: (typeof hours)[number] }>(
    { source: '', note: '', hours: '24' },
    async ({ source, note, hours: length }) => {
      const until = new Date(Date.now() + Number(length) * 3_600_000).toISOString();
      await ban.mutateAsync({ body: { source, note, until } });
      onClose();
    },
  );
  return (
    <FormModal title={t('sipGuard.ban')} submitLabel={t('sipGuard.ban')} onClose={onClose} form={form}>
      <TextInput
        label={t('sipGuard.address')}
        description={t('sipGuard.addressHelp')}
        placeholder="203.0.113.7"
        value={form.values.source}
        error={form.problems.source}
        onChange={(e) => form.set({ source: e.currentTarget.value.trim() })}
        data-autofocus
      />
      <TextInput
        label={t('sipGuard.note')}
        value={form.values.note}
        error={form.problems.note}
        maxLength={300}
        onChange={(e) => form.set({ note: e.currentTarget.value })}
      />
      <Select
        label={t('sipGuard.banUntil')}
        allowDeselect={false}
        value={form.values.hours}
        error={form.problems['until']}
        data={hours.map((value) => ({ value, label: t(`sipGuard.hours.${value}`) }))}
        onChange={(v) => v && form.set({ hours: v })}
      />
    </FormModal>
  );
}
