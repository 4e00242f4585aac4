import { Select, TextInput } from '@mantine/core';
import { telephonyOperations } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import type { NewSipAccount } from './sip-account.tsx';

export function AddDevice({ onClose, onMade }: { onClose: () => void; onMade: (account: NewSipAccount) => void }) {
  const { t } = useTranslation();
  const team = useOperation(telephonyOperations.listTeam).data?.items ?? [];
  const create = useCommand(telephonyOperations.createDevice, [telephonyOperations.listDevices]);
  const form = useForm({ userId: '', name: '' }, async (body) => onMade(await create.mutateAsync({ body })));
  return (
    <FormModal title={t('devices.add')} submitLabel={t('common.add')} onClose={onClose} form={form}>
      <Select
        label={t('devices.user')}
        searchable
        data={team.map((m) => ({ value: m.userId, label: m.name }))}
        value={form.values.userId || null}
        error={form.problems.userId}
        onChange={(userId) => form.set({ userId: userId ?? '' })}
        data-autofocus
      />
      <TextInput
        label={t('devices.name')}
        placeholder={t('devices.namePlaceholder')}
        value={form.values.name}
        error={form.problems.name}
        onChange={(e) => form.set({ name: e.currentTarget.value })}
      />
    </FormModal>
  );
}
