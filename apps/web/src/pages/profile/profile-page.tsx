import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../../api/session.ts';
import { Page } from '../../parts/page.tsx';
import { CallerIdChoice } from './caller-id-choice.tsx';
import { CompromisedAccount } from './compromised-account.tsx';
import { PasswordChange } from './password-change.tsx';
import { Preferences } from './preferences.tsx';
import { Sessions } from './sessions.tsx';

export function ProfilePage() {
  const { t } = useTranslation();
  const session = useSignedIn();
  return (
    <Page title={t('profile.title')} lead={session.user.email}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Preferences />
        <PasswordChange />
        {!session.staff && <CallerIdChoice />}
        {!session.staff && <CompromisedAccount />}
      </SimpleGrid>
      <Sessions />
    </Page>
  );
}
