import { Badge, Button, Table, Text, Title } from '@mantine/core';
import { identityOperations } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../api/use-operation.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { When } from '../../parts/when.tsx';

export function Sessions() {
  const { t } = useTranslation();
  const sessions = useOperation(identityOperations.listSessions).data?.items ?? [];
  const revoke = useCommand(identityOperations.revokeSession, [identityOperations.listSessions]);
  return (
    <section aria-labelledby="sessions">
      <Title order={2} fz={18} mb="sm" id="sessions">
        {t('profile.sessions')}
      </Title>
      <DataTable
        label={t('profile.sessionsTable')}
        head={[t('devices.kind.browser'), t('devices.address'), t('profile.lastSeen')]}
      >
        {sessions.map((session) => (
          <Table.Tr key={session.id}>
            <Table.Td>
              <Text size="sm" maw={380} truncate>
                {browserName(session.userAgent) ?? t('common.unknown')}
              </Text>
            </Table.Td>
            <Table.Td className="figures">{session.ipAddress}</Table.Td>
            <Table.Td>
              <When at={session.lastSeenAt} />
            </Table.Td>
            <Table.Td ta="right">
              {session.current ? (
                <Badge variant="light" tt="none">
                  {t('profile.thisSession')}
                </Badge>
              ) : (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`${t('profile.end')}: ${browserName(session.userAgent) ?? ''}`}
                  onClick={() => revoke.mutate({ params: { sessionId: session.id } })}
                >
                  {t('profile.end')}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
    </section>
  );
}

/** "Chrome 141, Linux" out of a user agent, when it is one of the common ones. */
function browserName(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const browser = /(Edg|Firefox|Chrome|Safari)\/(\d+)/.exec(userAgent);
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(userAgent)?.[1];
  return browser
    ? [`${browser[1] === 'Edg' ? 'Edge' : browser[1]} ${browser[2]}`, system].filter(Boolean).join(', ')
    : userAgent;
}
