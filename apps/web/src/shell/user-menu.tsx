import { ActionIcon, Menu, Text, useMantineColorScheme } from '@mantine/core';
import { identityOperations } from '@carillon/api';
import { useQueryClient } from '@tanstack/react-query';
import { IconDeviceDesktop, IconLanguage, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api/client.ts';
import { setSession, useSignedIn } from '../api/session.ts';
import { PersonAvatar } from '../parts/person.tsx';

const themes = [
  ['light', IconSun],
  ['dark', IconMoon],
  ['auto', IconDeviceDesktop],
] as const;
const languages = ['fr', 'en'] as const;

/** Person, theme, language, way out. Preferences are the person's, kept by the server. */
export function UserMenu() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const session = useSignedIn();
  const { setColorScheme } = useMantineColorScheme();
  const prefer = async (body: { theme?: 'light' | 'dark' | 'auto'; language?: 'fr' | 'en' }) =>
    setSession(queries, await callApi(identityOperations.updatePreferences, { body }));
  const signOut = async () => {
    await callApi(identityOperations.signOut);
    setSession(queries, null);
  };
  return (
    <Menu position="bottom-end" shadow="md" width={230}>
      <Menu.Target>
        <ActionIcon variant="transparent" size={38} radius="xl" aria-label={session.user.name}>
          <PersonAvatar name={session.user.name} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} size="sm" c="var(--mantine-color-text)">
            {session.user.name}
          </Text>
          <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
            {session.user.email}
          </Text>
        </Menu.Label>
        <Menu.Item leftSection={<IconUserCircle size={17} />} onClick={() => void navigate({ to: '/account/profile' })}>
          {t('nav.profile')}
        </Menu.Item>
        <Menu.Label>{t('theme.label')}</Menu.Label>
        {themes.map(([name, Icon]) => (
          <Menu.Item
            key={name}
            closeMenuOnClick={false}
            leftSection={<Icon size={17} />}
            onClick={() => {
              setColorScheme(name);
              void prefer({ theme: name });
            }}
          >
            {t(`theme.${name}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('language.label')}</Menu.Label>
        {languages.map((name) => (
          <Menu.Item
            key={name}
            closeMenuOnClick={false}
            lang={name}
            leftSection={<IconLanguage size={17} />}
            fw={i18n.language === name ? 650 : 400}
            onClick={() => void prefer({ language: name })}
          >
            {t(`language.${name}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={17} />} onClick={() => void signOut()}>
          {t('signIn.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
