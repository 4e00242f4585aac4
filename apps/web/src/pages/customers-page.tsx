import { Button, Menu, Select, Table, Text, TextInput } from '@mantine/core';
import { identityOperations, numbersOperations, type BodyInputOf, type ReplyOf } from '@carillon/api';
import { IconBuildingCommunity, IconHash, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, usePages } from '../api/use-operation.ts';
import { useForm } from '../lib/use-form.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { FormModal } from '../parts/form-modal.tsx';
import { ListStates, LoadMore } from '../parts/list-states.tsx';
import { Page } from '../parts/page.tsx';
import { RowMenu } from '../parts/row-menu.tsx';
import { When } from '../parts/when.tsx';
import { InvitationMade } from './users/invite-person.tsx';

type Made = ReplyOf<typeof identityOperations.createOrganization>['invitation'];
type Act = { kind: 'add' } | { kind: 'number'; organizationId: string } | { kind: 'made'; invitation: Made } | null;

/** The operator's customers. */
export function CustomersPage() {
  const { t } = useTranslation();
  const pages = usePages(identityOperations.listOrganizations);
  const organizations = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const [act, setAct] = useState<Act>(null);
  const close = () => setAct(null);
  const add = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAct({ kind: 'add' })}>
      {t('customers.add')}
    </Button>
  );
  return (
    <Page title={t('customers.title')} actions={add}>
      <ListStates
        query={pages}
        count={organizations.length}
        empty={
          <Empty icon={<IconBuildingCommunity size={40} stroke={1.3} />} title={t('customers.empty')} action={add} />
        }
      >
        <DataTable
          label={t('customers.table')}
          head={[
            t('common.name'),
            t('customers.country'),
            t('customers.users'),
            t('customers.numbers'),
            t('common.created'),
          ]}
        >
          {organizations.map((organization) => (
            <Table.Tr key={organization.id}>
              <Table.Td>
                <Text size="sm" fw={600}>
                  {organization.name}
                </Text>
              </Table.Td>
              <Table.Td>{organization.country}</Table.Td>
              <Table.Td className="figures">{organization.userCount}</Table.Td>
              <Table.Td className="figures">{organization.numberCount}</Table.Td>
              <Table.Td>
                <When at={organization.createdAt} />
              </Table.Td>
              <Table.Td ta="right">
                <RowMenu label={`${t('common.actions')}: ${organization.name}`}>
                  <Menu.Item
                    leftSection={<IconHash size={16} />}
                    onClick={() => setAct({ kind: 'number', organizationId: organization.id })}
                  >
                    {t('customers.addNumber')}
                  </Menu.Item>
                </RowMenu>
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
        <LoadMore pages={pages} />
      </ListStates>
      {act?.kind === 'add' && (
        <AddCustomer onClose={close} onMade={(invitation) => setAct({ kind: 'made', invitation })} />
      )}
      {act?.kind === 'number' && <GiveNumber organizationId={act.organizationId} onClose={close} />}
      {act?.kind === 'made' && <InvitationMade invitation={act.invitation} onClose={close} />}
    </Page>
  );
}

function AddCustomer({ onClose, onMade }: { onClose: () => void; onMade: (invitation: Made) => void }) {
  const { t } = useTranslation();
  const create = useCommand(identityOperations.createOrganization, [identityOperations.listOrganizations]);
  const form = useForm<BodyInputOf<typeof identityOperations.createOrganization>>(
    { name: '', country: 'FR', timeZone: 'Europe/Paris', language: 'fr', adminName: '', adminEmail: '' },
    async (body) => onMade((await create.mutateAsync({ body })).invitation),
  );
  return (
    <FormModal title={t('customers.add')} submitLabel={t('common.add')} onClose={onClose} form={form}>
      <TextInput
        label={t('customers.organization')}
        value={form.values.name}
        error={form.problems.name}
        onChange={(e) => form.set({ name: e.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label={t('customers.country')}
        maxLength={2}
        value={form.values.country}
        error={form.problems.country}
        onChange={(e) => form.set({ country: e.currentTarget.value.toUpperCase() })}
      />
      <Select
        label={t('organization.timeZone')}
        searchable
        allowDeselect={false}
        data={Intl.supportedValuesOf('timeZone')}
        value={form.values.timeZone}
        onChange={(v) => v && form.set({ timeZone: v })}
      />
      <Select
        label={t('language.label')}
        allowDeselect={false}
        value={form.values.language}
        data={(['fr', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        onChange={(v) => v && form.set({ language: v })}
      />
      <TextInput
        label={t('customers.adminName')}
        value={form.values.adminName}
        error={form.problems.adminName}
        onChange={(e) => form.set({ adminName: e.currentTarget.value })}
      />
      <TextInput
        label={t('customers.adminEmail')}
        type="email"
        value={form.values.adminEmail}
        error={form.problems.adminEmail}
        onChange={(e) => form.set({ adminEmail: e.currentTarget.value })}
      />
    </FormModal>
  );
}

const kinds = ['geographic', 'non_geographic', 'mobile', 'fax', 'conference'] as const;

function GiveNumber({ organizationId, onClose }: { organizationId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCommand(numbersOperations.addNumber, [identityOperations.listOrganizations]);
  const form = useForm<{ number: string; kind: (typeof kinds)[number] }>(
    { number: '', kind: 'geographic' },
    async ({ number, kind }) => {
      await create.mutateAsync({ body: { organizationId, number: number.replaceAll(/[\s.()-]/g, ''), kind } });
      onClose();
    },
  );
  return (
    <FormModal title={t('customers.addNumber')} submitLabel={t('common.add')} onClose={onClose} form={form}>
      <TextInput
        label={t('common.number')}
        placeholder="+33 1 99 00 12 34"
        inputMode="tel"
        value={form.values.number}
        error={form.problems.number}
        onChange={(e) => form.set({ number: e.currentTarget.value })}
        data-autofocus
      />
      <Select
        label={t('numbers.type')}
        allowDeselect={false}
        value={form.values.kind}
        data={kinds.map((value) => ({ value, label: t(`numbers.kind.${value}`) }))}
        onChange={(v) => v && form.set({ kind: v })}
      />
    </FormModal>
  );
}
