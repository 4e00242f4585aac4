import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { identityOperations } from '@carillon/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/client.ts';
import { useCommand } from '../../api/use-operation.ts';
import { useForm } from '../../lib/use-form.ts';
import { Panel } from '../../parts/panel.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

export function PasswordChange() {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  const change = useCommand(identityOperations.changePassword, [identityOperations.listSessions]);
  const form = useForm({ currentPassword: '', newPassword: '' }, async (body, reset) => {
    setDone(false);
    await change.mutateAsync({ body });
    reset();
    setDone(true);
  });
  const wrong = form.error instanceof ApiProblem && form.error.problem.code === 'wrong_password';
  return (
    <Panel title={t('profile.password')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.run();
        }}
      >
        <Stack>
          <PasswordInput
            label={t('profile.currentPassword')}
            autoComplete="current-password"
            value={form.values.currentPassword}
            error={wrong ? t('profile.wrongPassword') : form.problems.currentPassword}
            onChange={(e) => form.set({ currentPassword: e.currentTarget.value })}
          />
          <PasswordInput
            label={t('profile.newPassword')}
            description={t('invitation.passwordHelp')}
            autoComplete="new-password"
            value={form.values.newPassword}
            error={form.problems.newPassword}
            onChange={(e) => form.set({ newPassword: e.currentTarget.value })}
          />
          {!wrong && <ProblemAlert error={form.error} />}
          {done && (
            <Alert role="status" color="ink" variant="light">
              {t('profile.passwordChanged')}
            </Alert>
          )}
          <Button type="submit" variant="default" w="fit-content" loading={form.busy}>
            {t('profile.changePassword')}
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
