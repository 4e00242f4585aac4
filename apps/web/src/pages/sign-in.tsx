import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { identityOperations } from '@carillon/api';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, callApi } from '../api/client.ts';
import { setSession } from '../api/session.ts';
import { useProblemText } from '../lib/problem-text.ts';
import { LoneCard } from '../parts/lone-card.tsx';
import { ForgottenPassword } from './forgotten-password.tsx';

export function SignInPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [forgotten, setForgotten] = useState(false);
  useDocumentTitle(`${t('signIn.title')} · Carillon`);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      setSession(queries, await callApi(identityOperations.signIn, { body: { email: email.trim(), password } }));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  if (forgotten) return <ForgottenPassword email={email} onBack={() => setForgotten(false)} />;
  return (
    <LoneCard title={t('signIn.title')} lead={t('app.tagline')}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <TextInput
            label={t('signIn.email')}
            type="email"
            name="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(e) => setEmail(e.currentTarget.value)}
            autoFocus
          />
          <PasswordInput
            label={t('signIn.password')}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(e) => setPassword(e.currentTarget.value)}
          />
          <SignInProblem error={error} />
          <Button type="submit" loading={busy} fullWidth>
            {t('signIn.submit')}
          </Button>
        </Stack>
      </form>
      <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setForgotten(true)}>
        {t('reset.forgotten')}
      </Anchor>
      {['localhost', '127.0.0.1'].includes(location.hostname) && (
        <Text size="xs" c="dimmed">
          {t('signIn.demo')}
        </Text>
      )}
    </LoneCard>
  );
}

function SignInProblem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const read = useProblemText();
  if (!error) return null;
  const status = error instanceof ApiProblem ? error.problem.status : 0;
  const text =
    status === 429 ? t('signIn.throttled') : status === 401 || status === 400 ? t('signIn.failed') : read(error).text;
  return (
    <Alert role="alert" color="red" variant="light" py="xs">
      {text}
    </Alert>
  );
}
