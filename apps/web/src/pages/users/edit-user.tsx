import { Select, Switch, TextInput } from '@mantine/core';
import { identityOperations, roles, type Role, type UserView } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { FormModal } from '../../parts/form-modal.tsx';

export function EditUser({ user, onClose }: { user: UserView; onClose: () => void }) {
  const { t } = useTranslation();
  const update = useCommand(identityOperations.updateUser, [identityOperations.listUsers]);
  const form = useForm(
    { name: user.name, role: user.role, extension: user.extension ?? '', active: user.state !== 'suspended' },
    async (v) => {
      const state = v.active ? 'active' : 'suspended';
      const body = {
        name: v.name,
        role: v.role,
        extension: v.extension || null,
        ...(user.state === 'invited' ? {} : ({ state } as const)),
      };
      await update.mutateAsync({ params: { userId: user.id }, body });
      onClose();
    },
  );
  return (
    <FormModal
      title={t('users.edit', { name: user.name })}
      submitLabel={t('common.save')}
      onClose={onClose}
      form={form}
    >
      <TextInput
        label={t('common.name')}
        value={form.values.name}
        error={form.problems.name}
        onChange={(e) => form.set({ name: e.currentTarget.value })}
        data-autofocus
      />
      <RoleSelect value={form.values.role} onChange={(role) => form.set({ role })} />
      <TextInput
        label={t('users.extension')}
        description={t('users.extensionHelp')}
        inputMode="numeric"
        value={form.values.extension}
        error={form.problems.extension}
        onChange={(e) => form.set({ extension: e.currentTarget.value })}
      />
      <Switch
        label={t('users.state.active')}
        checked={form.values.active}
        onChange={(e) => form.set({ active: e.currentTarget.checked })}
      />
    </FormModal>
  );
}

export function RoleSelect({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      label={t('common.role')}
      allowDeselect={false}
      value={value}
      data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
      onChange={(role) => role && onChange(role)}
    />
  );
}
