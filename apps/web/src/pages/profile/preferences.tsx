import { Button, Group, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { identityOperations } from '@carillon/api';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callApi } from '../../api/client.ts';
import { setSession, useSignedIn } from '../../api/session.ts';
import { useForm } from '../../lib/use-form.ts';
import { Panel } from '../../parts/panel.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

export function Preferences() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { name, language, timeZone, theme } = useSignedIn().user;
  const form = useForm({ name, language, timeZone, theme }, async (body) => {
    setSession(queries, await callApi(identityOperations.updatePreferences, { body }));
    notifications.show({ message: t('common.saved') });
  });
  return (
    <Panel title={t('profile.preferences')}>
      <TextInput
        label={t('profile.name')}
        value={form.values.name}
        error={form.problems.name}
        onChange={(e) => form.set({ name: e.currentTarget.value })}
      />
      <Select
        label={t('language.label')}
        allowDeselect={false}
        value={form.values.language}
        data={(['fr', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        onChange={(v) => v && form.set({ language: v })}
      />
      <Select
        label={t('profile.timeZone')}
        searchable
        allowDeselect={false}
        data={Intl.supportedValuesOf('timeZone')}
        value={form.values.timeZone}
        onChange={(v) => v && form.set({ timeZone: v })}
      />
      <Select
        label={t('theme.label')}
        allowDeselect={false}
        value={form.values.theme}
        data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
        onChange={(v) => v && form.set({ theme: v })}
      />
      <ProblemAlert error={form.error} />
      <Group>
        <Button loading={form.busy} onClick={() => void form.run()}>
          {t('common.save')}
        </Button>
      </Group>
    </Panel>
  );
}
