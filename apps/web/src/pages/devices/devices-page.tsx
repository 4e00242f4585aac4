import { Button, Group, Menu, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { telephonyOperations, type DeviceView } from '@carillon/api';
import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconDeviceLandlinePhone,
  IconEdit,
  IconKey,
  IconPlus,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, usePages } from '../../api/use-operation.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ListStates, LoadMore } from '../../parts/list-states.tsx';
import { Page } from '../../parts/page.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { AddDevice } from './add-device.tsx';
import { EditDevice } from './edit-device.tsx';
import { SipAccount, type NewSipAccount } from './sip-account.tsx';

type Act =
  | { kind: 'add' }
  | { kind: 'edit' | 'restart' | 'rotate' | 'remove'; device: DeviceView }
  | { kind: 'show'; account: NewSipAccount }
  | null;

export function DevicesPage() {
  const { t } = useTranslation();
  const pages = usePages(telephonyOperations.listDevices);
  const devices = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const [act, setAct] = useState<Act>(null);
  const add = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAct({ kind: 'add' })}>
      {t('devices.add')}
    </Button>
  );
  return (
    <Page title={t('devices.title')} actions={add}>
      <ListStates
        query={pages}
        count={devices.length}
        empty={
          <Empty
            icon={<IconDeviceLandlinePhone size={40} stroke={1.3} />}
            title={t('devices.empty')}
            help={t('devices.emptyHelp')}
            action={add}
          />
        }
      >
        <DataTable
          label={t('devices.table')}
          head={[t('common.name'), t('devices.user'), t('common.state'), t('devices.username')]}
        >
          {devices.map((device) => (
            <DeviceRow key={device.id} device={device} onAct={setAct} />
          ))}
        </DataTable>
        <LoadMore pages={pages} />
      </ListStates>
      <DeviceActs act={act} onAct={setAct} />
    </Page>
  );
}

function DeviceRow({ device, onAct }: { device: DeviceView; onAct: (act: Act) => void }) {
  const { t } = useTranslation();
  const [first] = device.registrations;
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {device.name}
        </Text>
        <Text size="xs" c="dimmed">
          {[t(`devices.kind.${device.kind}`), first?.userAgent].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>{device.user.name}</Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          {first ? (
            <IconCircleCheckFilled size={16} color="var(--carillon-answer)" aria-hidden />
          ) : (
            <IconCircleDashed size={16} color="var(--mantine-color-dimmed)" aria-hidden />
          )}
          <div>
            <Text size="sm">{first ? t('devices.registered') : t('devices.notRegistered')}</Text>
            {first && (
              <Text size="xs" c="dimmed">
                {first.transport.toUpperCase()} {first.address}
              </Text>
            )}
          </div>
        </Group>
      </Table.Td>
      <Table.Td ff="monospace" fz="sm">
        {device.sip?.username ?? '–'}
      </Table.Td>
      <Table.Td ta="right">
        {device.kind === 'desk_phone' && (
          <RowMenu label={`${t('common.actions')}: ${device.name}`}>
            <Menu.Item leftSection={<IconEdit size={16} />} onClick={() => onAct({ kind: 'edit', device })}>
              {t('common.edit')}
            </Menu.Item>
            <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => onAct({ kind: 'restart', device })}>
              {t('devices.restart')}
            </Menu.Item>
            <Menu.Item leftSection={<IconKey size={16} />} onClick={() => onAct({ kind: 'rotate', device })}>
              {t('devices.rotate')}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} />}
              onClick={() => onAct({ kind: 'remove', device })}
            >
              {t('devices.remove')}
            </Menu.Item>
          </RowMenu>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function DeviceActs({ act, onAct }: { act: Act; onAct: (act: Act) => void }) {
  const { t } = useTranslation();
  const reads = [telephonyOperations.listDevices];
  const rotate = useCommand(telephonyOperations.rotateDeviceSecret, reads);
  const remove = useCommand(telephonyOperations.removeDevice, reads);
  const close = () => onAct(null);
  if (!act) return null;
  if (act.kind === 'add') return <AddDevice onClose={close} onMade={(account) => onAct({ kind: 'show', account })} />;
  if (act.kind === 'show') return <SipAccount account={act.account} onClose={close} />;
  if (act.kind === 'edit') return <EditDevice device={act.device} onClose={close} />;
  const params = { deviceId: act.device.id };
  if (act.kind === 'restart') return <RestartDevice device={act.device} onClose={close} />;
  if (act.kind === 'remove') {
    return (
      <Confirm
        opened
        onClose={close}
        title={t('devices.remove')}
        text={t('devices.removeConfirm', { name: act.device.name })}
        action={t('common.remove')}
        onConfirm={() => remove.mutateAsync({ params })}
      />
    );
  }
  return (
    <Confirm
      opened
      onClose={close}
      title={t('devices.rotate')}
      text={t('devices.rotateConfirm')}
      action={t('devices.rotate')}
      closesItself={false}
      onConfirm={async () => onAct({ kind: 'show', account: await rotate.mutateAsync({ params }) })}
    />
  );
}

function RestartDevice({ device, onClose }: { device: DeviceView; onClose: () => void }) {
  const { t } = useTranslation();
  const restart = useCommand(telephonyOperations.restartDevice, []);
  const { name } = device;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('devices.restart')}
      text={t('devices.restartConfirm', { name })}
      action={t('devices.restart')}
      onConfirm={async () => {
        const { outcome } = await restart.mutateAsync({ params: { deviceId: device.id } });
        notifications.show({
          message: t(`devices.restarted.${outcome}`, { name }),
          ...(outcome === 'accepted' ? {} : { color: 'red' }),
        });
      }}
    />
  );
}
