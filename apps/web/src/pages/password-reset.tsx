import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { identityOperations } from '@carillon/api';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, callApi } from '../api/client.ts';
import { setSession } from '../api/session.ts';
import { useForm } from '../lib/use-form.ts';
import { LoneCard } from '../parts/lone-card.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';

export function PasswordResetPage() {
  const { t } = useTranslation();
  const { token } = useParams({ from: '/password-reset/$token' });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({ password: '' }, async (body) => {
    setSession(queries, await callApi(identityOperations.acceptPasswordReset, { params: { token }, body }));
    await navigate({ to: '/calls' });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run();
  };
  const gone = form.error instanceof ApiProblem && [404, 410].includes(form.error.problem.status);
  if (gone)
    return (
      <LoneCard title={t('reset.invalid')}>
        <Alert color="gray">{t('reset.invalidHelp')}</Alert>
      </LoneCard>
    );
  return (
    <LoneCard title={t('reset.choose')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <PasswordInput
            label={t('reset.title')}
            description={t('invitation.passwordHelp')}
            autoComplete="new-password"
            value={form.values.password}
            error={form.problems.password}
            onChange={(e) => form.set({ password: e.currentTarget.value })}
          />
          <ProblemAlert error={form.error} />
          <Button type="submit" loading={form.busy}>
            {t('reset.save')}
          </Button>
        </Stack>
      </form>
    </LoneCard>
  );
}
