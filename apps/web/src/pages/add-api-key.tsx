import { Checkbox, Group, TextInput } from '@mantine/core';
import { identityOperations, permissions, type Permission } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { may, useSignedIn } from '../api/session.ts';
import { useCommand } from '../api/use-operation.ts';
import { useForm } from '../lib/use-form.ts';
import { FormModal } from '../parts/form-modal.tsx';

/** A key never has more than its maker: only own permissions are offered. */
export function AddApiKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const { t } = useTranslation();
  const session = useSignedIn();
  const create = useCommand(identityOperations.createApiKey, [identityOperations.listApiKeys]);
  const form = useForm({ name: '', chosen: [] as string[] }, async (v) => {
    onMade((await create.mutateAsync({ body: { name: v.name, permissions: v.chosen as Permission[] } })).secret);
  });
  return (
    <FormModal title={t('apiKeys.add')} submitLabel={t('apiKeys.add')} onClose={onClose} form={form}>
      <TextInput
        label={t('apiKeys.name')}
        value={form.values.name}
        error={form.problems.name}
        onChange={(e) => form.set({ name: e.currentTarget.value })}
        data-autofocus
      />
      <Checkbox.Group
        label={t('apiKeys.permissions')}
        value={form.values.chosen}
        error={form.problems.permissions}
        onChange={(chosen) => form.set({ chosen })}
      >
        <Group gap="xs" mt="xs">
          {permissions
            .filter((p) => may(session, p))
            .map((p) => (
              <Checkbox key={p} value={p} label={p} size="xs" w={230} />
            ))}
        </Group>
      </Checkbox.Group>
    </FormModal>
  );
}
