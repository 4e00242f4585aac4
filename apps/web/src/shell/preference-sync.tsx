import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { useSignedIn } from '../api/session.ts';
import { switchLanguage } from '../lib/i18n.ts';

/** The person's own language and theme rule over what this browser remembers. */
export function PreferenceSync() {
  const { user } = useSignedIn();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => void switchLanguage(user.language), [user.language]);
  useEffect(() => setColorScheme(user.theme), [user.theme, setColorScheme]);
  return null;
}
