import { Anchor, Button, Checkbox, Group, Table, Text, TextInput } from '@mantine/core';
import { identityOperations, permissions, type Permission } from '@carillon/api';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may, useSignedIn } from '../api/session.ts';
import { useCommand, useOperation } from '../api/use-operation.ts';
import { useForm } from '../lib/use-form.ts';
import { Confirm } from '../parts/confirm.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { FormModal } from '../parts/form-modal.tsx';
import { ListStates } from '../parts/list-states.tsx';
import { Page } from '../parts/page.tsx';
import { SecretOnce } from '../parts/secret-once.tsx';
import { When } from '../parts/when.tsx';

type Act = { kind: 'add' } | { kind: 'show'; secret: string } | { kind: 'revoke'; id: string; name: string } | null;

export function ApiKeysPage() {
  const { t } = useTranslation();
  const query = useOperation(identityOperations.listApiKeys);
  const revoke = useCommand(identityOperations.revokeApiKey, [identityOperations.listApiKeys]);
  const [act, setAct] = useState<Act>(null);
  const keys = query.data?.items ?? [];
  const add = <Button leftSection={<IconPlus size={17} />} onClick={() => setAct({ kind: 'add' })}>{t('apiKeys.add')}</Button>;
  return (
    <Page title={t('apiKeys.title')} lead={<Anchor href="/api/docs" size="sm">{t('apiKeys.documentation')}</Anchor>} actions={add}>
      <ListStates query={query} count={keys.length} empty={<Empty icon={<IconKey size={40} stroke={1.3} />} title={t('apiKeys.empty')} help={t('apiKeys.emptyHelp')} action={add} />}>
        <DataTable label={t('apiKeys.table')} head={[t('common.name'), t('apiKeys.permissions'), t('common.created'), t('apiKeys.lastUsed')]}>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td><Text size="sm" fw={600}>{key.name}</Text><Text size="xs" c="dimmed" ff="monospace">{key.prefix}…</Text></Table.Td>
              <Table.Td fz="xs">{key.permissions.join(', ')}</Table.Td>
              <Table.Td><When at={key.createdAt} /></Table.Td>
              <Table.Td>{key.revokedAt ? t('apiKeys.revoked') : key.lastUsedAt ? <When at={key.lastUsedAt} /> : t('apiKeys.never')}</Table.Td>
              <Table.Td ta="right">{!key.revokedAt && <Button size="xs" variant="default" aria-label={`${t('apiKeys.revoke')}: ${key.name}`} onClick={() => setAct({ kind: 'revoke', id: key.id, name: key.name })}>{t('apiKeys.revoke')}</Button>}</Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      </ListStates>
      {act?.kind === 'add' && <AddKey onClose={() => setAct(null)} onMade={(secret) => setAct({ kind: 'show', secret })} />}
      {act?.kind === 'show' && <SecretOnce title={t('apiKeys.secretTitle')} warning={t('apiKeys.secretOnce')} rows={[{ label: t('apiKeys.secretTitle'), value: act.secret }]} onClose={() => setAct(null)} />}
      {act?.kind === 'revoke' && <Confirm opened onClose={() => setAct(null)} title={t('apiKeys.revoke')} text={t('apiKeys.revokeConfirm', { name: act.name })} action={t('apiKeys.revoke')} onConfirm={() => revoke.mutateAsync({ params: { apiKeyId: act.id } })} />}
    </Page>
  );
}

/** A key never has more than its maker: only own permissions are offered. */
function AddKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const { t } = useTranslation();
  const session = useSignedIn();
  const create = useCommand(identityOperations.createApiKey, [identityOperations.listApiKeys]);
  const form = useForm({ name: '', chosen: [] as string[] }, async (v) => {
    onMade((await create.mutateAsync({ body: { name: v.name, permissions: v.chosen as Permission[] } })).secret);
  });
  return (
    <FormModal title={t('apiKeys.add')} submitLabel={t('apiKeys.add')} onClose={onClose} form={form}>
      <TextInput label={t('apiKeys.name')} value={form.values.name} error={form.problems.name} onChange={(e) => form.set({ name: e.currentTarget.value })} data-autofocus />
      <Checkbox.Group label={t('apiKeys.permissions')} value={form.values.chosen} error={form.problems.permissions} onChange={(chosen) => form.set({ chosen })}>
        <Group gap="xs" mt="xs">{permissions.filter((p) => may(session, p)).map((p) => <Checkbox key={p} value={p} label={p} size="xs" w={230} />)}</Group>
      </Checkbox.Group>
    </FormModal>
  );
}
