import { Button, Menu, Table, Text } from '@mantine/core';
import { telephonyOperations, type ServiceExtensionView } from '@carillon/api';
import { IconPencil, IconPlus, IconTrash, IconUsersGroup } from '@tabler/icons-react';
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
import { ServiceForm } from './service-form.tsx';

type Act = { kind: 'add' } | { kind: 'edit' | 'remove'; service: ServiceExtensionView } | null;
/** How many are in a room is seen while it changes. */
const refreshMs = 10_000;

export function ServicesPage() {
  const { t } = useTranslation();
  const query = useOperation(telephonyOperations.listServiceExtensions, { refetchMs: refreshMs });
  const remove = useCommand(telephonyOperations.removeServiceExtension, [telephonyOperations.listServiceExtensions]);
  const writable = mayEverywhere(useSignedIn(), 'telephony.service_extension:manage');
  const [act, setAct] = useState<Act>(null);
  const services = query.data?.items ?? [];
  const add = writable ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAct({ kind: 'add' })}>
      {t('services.add')}
    </Button>
  ) : null;
  return (
    <Page title={t('services.title')} actions={add}>
      <ListStates
        query={query}
        count={services.length}
        empty={
          <Empty
            icon={<IconUsersGroup size={40} stroke={1.3} />}
            title={t('services.empty')}
            help={t('services.emptyHelp')}
            action={add}
          />
        }
      >
        <DataTable
          label={t('services.table')}
          head={[t('services.extension'), t('common.name'), t('services.kind'), t('common.state')]}
        >
          {services.map((service) => (
            <ServiceRow key={service.id} service={service} onAct={writable ? setAct : null} />
          ))}
        </DataTable>
      </ListStates>
      {(act?.kind === 'add' || act?.kind === 'edit') && (
        <ServiceForm service={act.kind === 'edit' ? act.service : null} onClose={() => setAct(null)} />
      )}
      {act?.kind === 'remove' && (
        <Confirm
          opened
          onClose={() => setAct(null)}
          title={t('services.remove')}
          text={t('services.removeConfirm', { name: act.service.name })}
          action={t('common.remove')}
          onConfirm={() => remove.mutateAsync({ params: { serviceExtensionId: act.service.id } })}
        />
      )}
    </Page>
  );
}

function ServiceRow({ service, onAct }: { service: ServiceExtensionView; onAct: ((act: Act) => void) | null }) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td ff="monospace">{service.extension}</Table.Td>
      <Table.Td>
        <Text size="sm" fw={600}>
          {service.name}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{t(`services.${service.kind}`)}</Text>
        <Text size="xs" c="dimmed">
          {service.kind === 'conference'
            ? t('services.places', { count: service.maxParties })
            : t(`services.sounds.${service.sound}`)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          {service.kind === 'conference'
            ? t('services.partiesNow', { count: service.partiesNow })
            : t(service.repeats ? 'services.repeated' : 'services.once')}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        {onAct && (
          <RowMenu label={`${t('common.actions')}: ${service.name}`}>
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onAct({ kind: 'edit', service })}>
              {t('common.edit')}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} />}
              onClick={() => onAct({ kind: 'remove', service })}
            >
              {t('services.remove')}
            </Menu.Item>
          </RowMenu>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
