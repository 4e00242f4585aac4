import { Badge, Button, Group, Menu, Table, Text } from '@mantine/core';
import { identityOperations, type UserView } from '@carillon/api';
import { IconKey, IconPencil, IconPlus, IconShieldX, IconTrash, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, usePages } from '../../api/use-operation.ts';
import { usePhoneText } from '../../lib/use-phone-text.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ListStates, LoadMore } from '../../parts/list-states.tsx';
import { Page } from '../../parts/page.tsx';
import { PersonAvatar } from '../../parts/person.tsx';
import { RowMenu } from '../../parts/row-menu.tsx';
import { When } from '../../parts/when.tsx';
import { EditUser } from './edit-user.tsx';
import { InvitePerson } from './invite-person.tsx';
import { OpenInvitations } from './open-invitations.tsx';
import { PasswordLink } from './password-link.tsx';

type Act = { kind: 'edit' | 'remove' | 'compromise' | 'password'; user: UserView } | { kind: 'invite' } | null;

export function UsersPage() {
  const { t } = useTranslation();
  const pages = usePages(identityOperations.listUsers);
  const users = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const [act, setAct] = useState<Act>(null);
  const invite = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAct({ kind: 'invite' })}>
      {t('users.invite')}
    </Button>
  );
  return (
    <Page title={t('users.title')} actions={invite}>
      <ListStates
        query={pages}
        count={users.length}
        empty={<Empty icon={<IconUsers size={40} stroke={1.3} />} title={t('users.empty')} action={invite} />}
      >
        <DataTable
          label={t('users.table')}
          head={[
            t('common.name'),
            t('common.role'),
            t('users.extension'),
            t('users.numbers'),
            t('common.state'),
            t('users.lastSeen'),
          ]}
          minWidth={820}
        >
          {users.map((user) => (
            <UserRow key={user.id} user={user} onAct={setAct} />
          ))}
        </DataTable>
        <LoadMore pages={pages} />
      </ListStates>
      <OpenInvitations />
      <UserActs act={act} onClose={() => setAct(null)} />
    </Page>
  );
}

function UserRow({ user, onAct }: { user: UserView; onAct: (act: Act) => void }) {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <PersonAvatar name={user.name} />
          <div>
            <Text size="sm" fw={600}>
              {user.name}
            </Text>
            <Text size="xs" c="dimmed">
              {user.email}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td>{t(`role.${user.role}`)}</Table.Td>
      <Table.Td className="figures">{user.extension}</Table.Td>
      <Table.Td className="figures" style={{ whiteSpace: 'nowrap' }}>
        {user.numbers.map((n) => phoneText(n.number)).join(', ')}
      </Table.Td>
      <Table.Td>
        <Badge variant="light" color={user.state === 'active' ? 'ink' : 'gray'} tt="none">
          {t(`users.state.${user.state}`)}
        </Badge>
      </Table.Td>
      <Table.Td>{user.lastSeenAt ? <When at={user.lastSeenAt} /> : t('users.never')}</Table.Td>
      <Table.Td ta="right">
        <RowMenu label={`${t('common.actions')}: ${user.name}`}>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onAct({ kind: 'edit', user })}>
            {t('users.edit', { name: user.name })}
          </Menu.Item>
          {user.state === 'active' && (
            <Menu.Item leftSection={<IconKey size={16} />} onClick={() => onAct({ kind: 'password', user })}>
              {t('reset.adminLink')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconShieldX size={16} />} onClick={() => onAct({ kind: 'compromise', user })}>
            {t('users.compromised')}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => onAct({ kind: 'remove', user })}>
            {t('users.remove', { name: user.name })}
          </Menu.Item>
        </RowMenu>
      </Table.Td>
    </Table.Tr>
  );
}

function UserActs({ act, onClose }: { act: Act; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useCommand(identityOperations.removeUser, [identityOperations.listUsers]);
  const compromise = useCommand(identityOperations.reportCompromise, [identityOperations.listUsers]);
  if (act?.kind === 'invite') return <InvitePerson onClose={onClose} />;
  if (act?.kind === 'password') return <PasswordLink user={act.user} onClose={onClose} />;
  if (act?.kind === 'edit') return <EditUser user={act.user} onClose={onClose} />;
  if (!act) return null;
  const { user } = act;
  if (act.kind === 'compromise') {
    return (
      <Confirm
        opened
        onClose={onClose}
        title={t('users.compromised')}
        text={t('profile.compromisedHelp')}
        action={t('profile.compromisedAction')}
        onConfirm={() => compromise.mutateAsync({ params: { userId: user.id } })}
      />
    );
  }
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('users.remove', { name: user.name })}
      text={t('users.removeConfirm', { name: user.name })}
      action={t('common.remove')}
      nameToType={user.name}
      onConfirm={() => remove.mutateAsync({ params: { userId: user.id } })}
    />
  );
}
