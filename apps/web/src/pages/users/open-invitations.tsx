import { Button, Table, Text, Title } from '@mantine/core';
import { identityOperations } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../api/use-operation.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { When } from '../../parts/when.tsx';

export function OpenInvitations() {
  const { t } = useTranslation();
  const invitations = useOperation(identityOperations.listInvitations).data?.items ?? [];
  const revoke = useCommand(identityOperations.revokeInvitation, [
    identityOperations.listInvitations,
    identityOperations.listUsers,
  ]);
  const open = invitations.filter((invitation) => invitation.acceptedAt === null);
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="invitations">
      <Title order={2} fz={18} mb="sm" id="invitations">
        {t('users.invitations')}
      </Title>
      <DataTable label={t('users.invitations')} head={[t('common.name'), t('common.role'), t('users.expires')]}>
        {open.map((invitation) => (
          <Table.Tr key={invitation.id}>
            <Table.Td>
              <Text size="sm" fw={600}>
                {invitation.name}
              </Text>
              <Text size="xs" c="dimmed">
                {invitation.email}
              </Text>
            </Table.Td>
            <Table.Td>{t(`role.${invitation.role}`)}</Table.Td>
            <Table.Td>
              <When at={invitation.expiresAt} />
            </Table.Td>
            <Table.Td ta="right">
              <Button
                size="xs"
                variant="default"
                aria-label={`${t('users.revoke')}: ${invitation.name}`}
                onClick={() => revoke.mutate({ params: { invitationId: invitation.id } })}
              >
                {t('users.revoke')}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
    </section>
  );
}
