import { Button, Group, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { identityOperations, type ReplyOf } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { mayEverywhere, useSignedIn } from '../api/session.ts';
import { useCommand, useOperation } from '../api/use-operation.ts';
import { useForm } from '../lib/use-form.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';

export function OrganizationPage() {
  const { t } = useTranslation();
  const query = useOperation(identityOperations.getOrganization);
  return (
    <Page title={t('organization.title')}>
      {query.isPending && <Skeleton height={220} />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <OrganizationForm organization={query.data} />}
    </Page>
  );
}

function OrganizationForm({ organization }: { organization: ReplyOf<typeof identityOperations.getOrganization> }) {
  const { t } = useTranslation();
  const writable = mayEverywhere(useSignedIn(), 'identity.organization:manage');
  const update = useCommand(identityOperations.updateOrganization, [
    identityOperations.getOrganization,
    identityOperations.getSession,
  ]);
  const { name, timeZone, language } = organization;
  const form = useForm({ name, timeZone, language }, async (body) => {
    await update.mutateAsync({ body });
    notifications.show({ message: t('common.saved') });
  });
  return (
    <Stack className="surface" p="lg" maw={520}>
      <TextInput
        label={t('organization.name')}
        readOnly={!writable}
        value={form.values.name}
        error={form.problems.name}
        onChange={(e) => form.set({ name: e.currentTarget.value })}
      />
      <Select
        label={t('organization.timeZone')}
        searchable
        readOnly={!writable}
        allowDeselect={false}
        data={Intl.supportedValuesOf('timeZone')}
        value={form.values.timeZone}
        onChange={(v) => v && form.set({ timeZone: v })}
      />
      <Select
        label={t('organization.language')}
        readOnly={!writable}
        allowDeselect={false}
        data={(['fr', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        value={form.values.language}
        onChange={(v) => v && form.set({ language: v })}
      />
      <ProblemAlert error={form.error} />
      {writable ? (
        <Group>
          <Button loading={form.busy} onClick={() => void form.run()}>
            {t('common.save')}
          </Button>
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          {t('organization.readOnly')}
        </Text>
      )}
    </Stack>
  );
}
