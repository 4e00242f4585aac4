import { Switch, TextInput } from '@mantine/core';
import { telephonyOperations, type DeviceView } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';

/** Name of a telephone, and whether its forward key counts. */
export function EditDevice({ device, onClose }: { device: DeviceView; onClose: () => void }) {
  const { t } = useTranslation();
  const update = useCommand(telephonyOperations.updateDevice, [telephonyOperations.listDevices]);
  const { name, followsForwarding } = device;
  const form = useForm({ name, followsForwarding }, async (body) => {
    await update.mutateAsync({ params: { deviceId: device.id }, body });
    onClose();
  });
  return (
    <FormModal title={t('devices.edit', { name })} submitLabel={t('common.save')} onClose={onClose} form={form}>
      <TextInput
        label={t('devices.name')}
        value={form.values.name}
        error={form.problems.name}
        onChange={(e) => form.set({ name: e.currentTarget.value })}
        data-autofocus
      />
      <Switch
        label={t('devices.forwarding')}
        description={t('devices.forwardingHelp')}
        checked={form.values.followsForwarding}
        onChange={(e) => form.set({ followsForwarding: e.currentTarget.checked })}
      />
    </FormModal>
  );
}
