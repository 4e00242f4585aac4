import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldProblems } from '../lib/problem-text.ts';
import { ProblemAlert } from './problem-alert.tsx';

export type NewAccount = { name: string; email: string; password: string };
type Props = {
  initialName?: string;
  withEmail?: boolean;
  submitLabel: string;
  onSubmit: (account: NewAccount) => Promise<void>;
};

/** Name, password, perhaps e-mail: joining by invitation and the first start ask the same. */
export function PasswordForm({ initialName = '', withEmail = false, submitLabel, onSubmit }: Props) {
  const { t } = useTranslation();
  const [account, setAccount] = useState<NewAccount>({ name: initialName, email: '', password: '' });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const problems = fieldProblems(error);
  const set = (part: Partial<NewAccount>) => setAccount((now) => ({ ...now, ...part }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    await onSubmit(account).catch(setError);
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <TextInput
          label={t('invitation.name')}
          autoComplete="name"
          value={account.name}
          error={problems.name}
          onChange={(e) => set({ name: e.currentTarget.value })}
        />
        {withEmail && (
          <TextInput
            label={t('signIn.email')}
            type="email"
            autoComplete="username"
            value={account.email}
            error={problems.email}
            onChange={(e) => set({ email: e.currentTarget.value })}
          />
        )}
        <PasswordInput
          label={t('invitation.password')}
          description={t('invitation.passwordHelp')}
          autoComplete="new-password"
          value={account.password}
          error={problems.password}
          onChange={(e) => set({ password: e.currentTarget.value })}
        />
        <ProblemAlert error={error} />
        <Button type="submit" loading={busy}>
          {submitLabel}
        </Button>
      </Stack>
    </form>
  );
}
