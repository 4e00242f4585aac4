import { identityOperations, type ReplyOf, type UserView } from '@carillon/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../../api/client.ts';
import { dateTimeText } from '../../lib/format.ts';
import { useWhen } from '../../lib/use-when.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';

type Made = ReplyOf<typeof identityOperations.createPasswordReset>;

/** A one-time link with which a colleague chooses a new password; mailed when mail is configured, shown otherwise. */
export function PasswordLink({ user, onClose }: { user: UserView; onClose: () => void }) {
  const { t } = useTranslation();
  const style = useWhen();
  const [made, setMade] = useState<Made | null>(null);
  const title = t('reset.adminTitle', { name: user.name });
  const make = async () =>
    setMade(await callApi(identityOperations.createPasswordReset, { params: { userId: user.id } }));
  if (!made)
    return (
      <Confirm
        opened
        onClose={onClose}
        title={title}
        text={user.email}
        action={t('reset.adminLink')}
        onConfirm={make}
        closesItself={false}
      />
    );
  const warning = made.mailed
    ? t('users.mailed', { email: user.email })
    : t('reset.adminHelp', { until: dateTimeText(made.expiresAt, style) });
  return (
    <SecretOnce
      title={title}
      warning={warning}
      rows={made.link ? [{ label: t('reset.adminLink'), value: made.link }] : []}
      onClose={onClose}
    />
  );
}
