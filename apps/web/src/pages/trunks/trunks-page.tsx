import { Badge, Button, Group, Menu, Table, Text } from '@mantine/core';
import { telephonyOperations, type TrunkView } from '@carillon/api';
import {
  IconAlertTriangle,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleOff,
  IconPencil,
  IconPlugConnected,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayEverywhere, useSignedIn } from '../../api/session.ts';
import { useCommand, useOperation } from '../../api/use-operation.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ListStates } from '../../parts/list-states.tsx';
import { Page } from '../../parts/page.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { When } from '../../parts/when.tsx';
import { TrunkForm } from './trunk-form.tsx';

type Act = { kind: 'add' } | { kind: 'edit' | 'remove'; trunk: TrunkView } | null;
const refreshMs = 10_000;

export function TrunksPage() {
  const { t } = useTranslation();
  const query = useOperation(telephonyOperations.listTrunks, { refetchMs: refreshMs });
  const remove = useCommand(telephonyOperations.removeTrunk, [telephonyOperations.listTrunks]);
  const writable = mayEverywhere(useSignedIn(), 'telephony.trunk:manage');
  const [act, setAct] = useState<Act>(null);
  const trunks = query.data?.items ?? [];
  const add = writable ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAct({ kind: 'add' })}>
      {t('trunks.add')}
    </Button>
  ) : null;
  return (
    <Page title={t('trunks.title')} actions={add}>
      <ListStates
        query={query}
        count={trunks.length}
        empty={
          <Empty
            icon={<IconPlugConnected size={40} stroke={1.3} />}
            title={t('trunks.empty')}
            help={t('trunks.emptyHelp')}
            action={add}
          />
        }
      >
        <DataTable
          label={t('trunks.table')}
          head={[t('common.name'), t('trunks.host'), t('trunks.authentication'), t('common.state')]}
        >
          {trunks.map((trunk) => (
            <TrunkRow key={trunk.id} trunk={trunk} onAct={writable && !trunk.shared ? setAct : null} />
          ))}
        </DataTable>
      </ListStates>
      {(act?.kind === 'add' || act?.kind === 'edit') && (
        <TrunkForm trunk={act.kind === 'edit' ? act.trunk : null} onClose={() => setAct(null)} />
      )}
      {act?.kind === 'remove' && (
        <Confirm
          opened
          onClose={() => setAct(null)}
          title={t('trunks.remove')}
          text={t('trunks.removeConfirm', { name: act.trunk.name })}
          action={t('common.remove')}
          onConfirm={() => remove.mutateAsync({ params: { trunkId: act.trunk.id } })}
        />
      )}
    </Page>
  );
}

const marks = {
  unknown: { icon: IconCircleDashed, colour: 'var(--mantine-color-dimmed)' },
  reachable: { icon: IconCircleCheckFilled, colour: 'var(--carillon-answer)' },
  registered: { icon: IconCircleCheckFilled, colour: 'var(--carillon-answer)' },
  unreachable: { icon: IconAlertTriangle, colour: 'var(--carillon-hangup)' },
  refused: { icon: IconAlertTriangle, colour: 'var(--carillon-hangup)' },
  disabled: { icon: IconCircleOff, colour: 'var(--mantine-color-dimmed)' },
} as const;

function TrunkRow({ trunk, onAct }: { trunk: TrunkView; onAct: ((act: Act) => void) | null }) {
  const { t } = useTranslation();
  const mark = marks[trunk.status.state];
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {trunk.name}
        </Text>
        {trunk.shared && (
          <Badge size="xs" variant="light" tt="none">
            {t('trunks.shared')}
          </Badge>
        )}
      </Table.Td>
      <Table.Td ff="monospace" fz="sm">
        {trunk.host}:{trunk.port}{' '}
        <Text span size="xs" c="dimmed">
          {trunk.transport.toUpperCase()}
        </Text>
      </Table.Td>
      <Table.Td>{trunk.authentication === 'address' ? t('trunks.address') : t('trunks.registration')}</Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap" align="flex-start">
          <mark.icon size={16} color={mark.colour} aria-hidden style={{ marginTop: 3 }} />
          <div>
            <Text size="sm">{t(`trunks.status.${trunk.status.state}`)}</Text>
            <Text size="xs" c="dimmed">
              {trunk.status.detail ?? (trunk.status.since ? <When at={trunk.status.since} /> : null)}
            </Text>
            {trunk.callsInProgress > 0 && (
              <Text size="xs" c="dimmed">
                {t('trunks.inProgress', { count: trunk.callsInProgress })}
              </Text>
            )}
          </div>
        </Group>
      </Table.Td>
      <Table.Td ta="right">
        {onAct && (
          <RowMenu label={`${t('common.actions')}: ${trunk.name}`}>
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onAct({ kind: 'edit', trunk })}>
              {t('common.edit')}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} />}
              onClick={() => onAct({ kind: 'remove', trunk })}
            >
              {t('trunks.remove')}
            </Menu.Item>
          </RowMenu>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
