import { Alert, Anchor, Button, Stack, TextInput } from '@mantine/core';
import { identityOperations } from '@carillon/api';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api/client.ts';
import { useForm } from '../lib/use-form.ts';
import { LoneCard } from '../parts/lone-card.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';

/** The answer is the same whether the address is known or not. */
export function ForgottenPassword({ email, onBack }: { email: string; onBack: () => void }) {
  const { t } = useTranslation();
  const [sent, setSent] = useState(false);
  const form = useForm({ email }, async (body) => {
    await callApi(identityOperations.requestPasswordReset, { body });
    setSent(true);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run();
  };
  return (
    <LoneCard title={t('reset.title')}>
      {sent ? (
        <Alert role="status" color="ink" variant="light">
          {t('reset.sent')}
        </Alert>
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack>
            <TextInput
              label={t('signIn.email')}
              type="email"
              autoComplete="username"
              value={form.values.email}
              error={form.problems.email}
              onChange={(e) => form.set({ email: e.currentTarget.value })}
            />
            <ProblemAlert error={form.error} />
            <Button type="submit" loading={form.busy}>
              {t('reset.send')}
            </Button>
          </Stack>
        </form>
      )}
      <Anchor component="button" type="button" size="sm" ta="left" onClick={onBack}>
        {t('common.back')}
      </Anchor>
    </LoneCard>
  );
}
