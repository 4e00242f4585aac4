import { TextInput } from '@mantine/core';
import { identityOperations, type ReplyOf, type Role } from '@carillon/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { dateTimeText } from '../../lib/format.ts';
import { useForm } from '../../lib/use-form.ts';
import { useWhen } from '../../lib/use-when.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';
import { RoleSelect } from './edit-user.tsx';

type Invitation = ReplyOf<typeof identityOperations.createInvitation>;

/** Invites a person; while e-mail isn't configured the link is shown, to be handed over. */
export function InvitePerson({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Invitation | null>(null);
  const create = useCommand(identityOperations.createInvitation, [
    identityOperations.listUsers,
    identityOperations.listInvitations,
  ]);
  const form = useForm<{ name: string; email: string; role: Role; extension: string }>(
    { name: '', email: '', role: 'user', extension: '' },
    async (v) => {
      const body = {
        name: v.name,
        email: v.email.trim(),
        role: v.role,
        ...(v.extension ? { extension: v.extension } : {}),
      };
      setMade(await create.mutateAsync({ body }));
    },
  );
  if (made) return <InvitationMade invitation={made} onClose={onClose} />;
  return (
    <FormModal title={t('users.invite')} submitLabel={t('users.invite')} onClose={onClose} form={form}>
      <TextInput
        label={t('common.name')}
        value={form.values.name}
        error={form.problems.name}
        onChange={(e) => form.set({ name: e.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label={t('common.email')}
        type="email"
        value={form.values.email}
        error={form.problems.email}
        onChange={(e) => form.set({ email: e.currentTarget.value })}
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
    </FormModal>
  );
}

export function InvitationMade({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { t } = useTranslation();
  const style = useWhen();
  const text = invitation.mailed
    ? t('users.mailed', { email: invitation.email })
    : t('users.linkHelp', { until: dateTimeText(invitation.expiresAt, style) });
  const rows = invitation.link ? [{ label: t('users.link'), value: invitation.link }] : [];
  return <SecretOnce title={t('users.invited')} warning={text} rows={rows} onClose={onClose} />;
}
