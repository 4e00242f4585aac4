import { Anchor, Button, Table, Text } from '@mantine/core';
import { identityOperations, type ReplyOf } from '@carillon/api';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../api/use-operation.ts';
import { Confirm } from '../parts/confirm.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ListStates } from '../parts/list-states.tsx';
import { Page } from '../parts/page.tsx';
import { SecretOnce } from '../parts/secret-once.tsx';
import { When } from '../parts/when.tsx';
import { AddApiKey } from './add-api-key.tsx';

type Act = { kind: 'add' } | { kind: 'show'; secret: string } | { kind: 'revoke'; id: string; name: string } | null;

export function ApiKeysPage() {
  const { t } = useTranslation();
  const query = useOperation(identityOperations.listApiKeys);
  const revoke = useCommand(identityOperations.revokeApiKey, [identityOperations.listApiKeys]);
  const [act, setAct] = useState<Act>(null);
  const keys = query.data?.items ?? [];
  const add = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAct({ kind: 'add' })}>
      {t('apiKeys.add')}
    </Button>
  );
  return (
    <Page
      title={t('apiKeys.title')}
      lead={
        <Anchor href="/api/docs" size="sm">
          {t('apiKeys.documentation')}
        </Anchor>
      }
      actions={add}
    >
      <ListStates
        query={query}
        count={keys.length}
        empty={
          <Empty
            icon={<IconKey size={40} stroke={1.3} />}
            title={t('apiKeys.empty')}
            help={t('apiKeys.emptyHelp')}
            action={add}
          />
        }
      >
        <DataTable
          label={t('apiKeys.table')}
          head={[t('common.name'), t('apiKeys.permissions'), t('common.created'), t('apiKeys.lastUsed')]}
        >
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setAct({ kind: 'revoke', id: key.id, name: key.name })} />
          ))}
        </DataTable>
      </ListStates>
      {act?.kind === 'add' && (
        <AddApiKey onClose={() => setAct(null)} onMade={(secret) => setAct({ kind: 'show', secret })} />
      )}
      {act?.kind === 'show' && (
        <SecretOnce
          title={t('apiKeys.secretTitle')}
          warning={t('apiKeys.secretOnce')}
          rows={[{ label: t('apiKeys.secretTitle'), value: act.secret }]}
          onClose={() => setAct(null)}
        />
      )}
      {act?.kind === 'revoke' && (
        <Confirm
          opened
          onClose={() => setAct(null)}
          title={t('apiKeys.revoke')}
          text={t('apiKeys.revokeConfirm', { name: act.name })}
          action={t('apiKeys.revoke')}
          onConfirm={() => revoke.mutateAsync({ params: { apiKeyId: act.id } })}
        />
      )}
    </Page>
  );
}

type ApiKey = ReplyOf<typeof identityOperations.listApiKeys>['items'][number];

function KeyRow({ apiKey: key, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {key.name}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {key.prefix}…
        </Text>
      </Table.Td>
      <Table.Td fz="xs">{key.permissions.join(', ')}</Table.Td>
      <Table.Td>
        <When at={key.createdAt} />
      </Table.Td>
      <Table.Td>
        {key.revokedAt ? t('apiKeys.revoked') : key.lastUsedAt ? <When at={key.lastUsedAt} /> : t('apiKeys.never')}
      </Table.Td>
      <Table.Td ta="right">
        {!key.revokedAt && (
          <Button size="xs" variant="default" aria-label={`${t('apiKeys.revoke')}: ${key.name}`} onClick={onRevoke}>
            {t('apiKeys.revoke')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
