import { Alert, Center, Loader } from '@mantine/core';
import { identityOperations } from '@carillon/api';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api/client.ts';
import { setSession } from '../api/session.ts';
import { useOperation } from '../api/use-operation.ts';
import { LoneCard } from '../parts/lone-card.tsx';
import { PasswordForm } from '../parts/password-form.tsx';

export function InvitationPage() {
  const { t } = useTranslation();
  const { token } = useParams({ from: '/invitation/$token' });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const invitation = useOperation(identityOperations.readInvitation, { params: { token } });
  if (invitation.isPending)
    return (
      <Center h="100vh">
        <Loader />
      </Center>
    );
  if (!invitation.data)
    return (
      <LoneCard title={t('invitation.invalid')}>
        <Alert color="gray">{t('invitation.invalidHelp')}</Alert>
      </LoneCard>
    );
  const { organizationName, email, name } = invitation.data;
  return (
    <LoneCard title={t('invitation.title', { organization: organizationName })} lead={t('invitation.intro', { email })}>
      <PasswordForm
        initialName={name}
        submitLabel={t('invitation.submit')}
        onSubmit={async (account) => {
          setSession(
            queries,
            await callApi(identityOperations.acceptInvitation, {
              params: { token },
              body: { name: account.name, password: account.password },
            }),
          );
          await navigate({ to: '/calls' });
        }}
      />
    </LoneCard>
  );
}
