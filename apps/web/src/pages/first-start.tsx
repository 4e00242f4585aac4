import { identityOperations } from '@carillon/api';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api/client.ts';
import { setSession } from '../api/session.ts';
import { LoneCard } from '../parts/lone-card.tsx';
import { PasswordForm } from '../parts/password-form.tsx';

export function FirstStartPage() {
  const { t } = useTranslation();
  const { token } = useParams({ from: '/setup/$token' });
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <LoneCard title={t('firstStart.title')} lead={t('firstStart.intro')}>
      <PasswordForm
        withEmail
        submitLabel={t('firstStart.submit')}
        onSubmit={async (account) => {
          setSession(queries, await callApi(identityOperations.createFirstStaff, { body: { token, ...account } }));
          await navigate({ to: '/operator/customers' });
        }}
      />
    </LoneCard>
  );
}
