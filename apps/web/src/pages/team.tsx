import { ActionIcon, Group, Table, Text, TextInput, Tooltip } from '@mantine/core';
import type { TeamMember } from '@carillon/api';
import { IconPhone, IconSearch, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../api/session.ts';
import { clockText } from '../lib/format.ts';
import { usePhoneText } from '../lib/use-phone-text.ts';
import { useNow } from '../lib/use-now.ts';
import { AvailabilityMark } from '../parts/availability-mark.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ListStates } from '../parts/list-states.tsx';
import { Page } from '../parts/page.tsx';
import { PersonAvatar } from '../parts/person.tsx';
import { usePhone } from '../phone/softphone-context.tsx';
import { useTopic } from '../realtime/realtime-context.tsx';

/** Who is there, live. */
export function TeamPage() {
  const { t } = useTranslation();
  const topic = useTopic('team');
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const all = topic?.members ?? [];
  const members = all.filter((m) => m.name.toLowerCase().includes(wanted) || m.extension?.startsWith(wanted));
  const query = { isPending: topic === undefined, isError: false, error: null, refetch: () => undefined };
  return (
    <Page title={t('team.title')}>
      <TextInput
        maw={360}
        aria-label={t('team.filter')}
        placeholder={t('team.filter')}
        leftSection={<IconSearch size={16} />}
        value={filter}
        onChange={(e) => setFilter(e.currentTarget.value)}
      />
      <ListStates
        query={query}
        count={members.length}
        empty={
          <Empty
            icon={<IconUsers size={40} stroke={1.3} />}
            title={wanted ? t('palette.nothing') : t('team.empty')}
            {...(wanted ? {} : { help: t('team.emptyHelp') })}
          />
        }
      >
        <DataTable
          label={t('team.table')}
          head={[t('common.name'), t('availability.label'), t('team.extension'), t('common.number')]}
          minWidth={560}
        >
          {members.map((member) => (
            <MemberRow key={member.userId} member={member} />
          ))}
        </DataTable>
      </ListStates>
    </Page>
  );
}

function MemberRow({ member }: { member: TeamMember }) {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  const me = useSignedIn().user.id;
  const { softphone } = usePhone();
  const now = useNow(member.inCallSince !== null);
  const since = member.inCallSince ? clockText((now - Date.parse(member.inCallSince)) / 1000) : null;
  const devices = [...new Set(member.devices.map((d) => t(`team.devices.${d.kind}`)))].join(', ');
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <PersonAvatar name={member.name} />
          <div>
            <Text size="sm" fw={600}>
              {member.name}
              {member.userId === me && (
                <Text span c="dimmed" fw={400}>
                  {' '}
                  ({t('common.you')})
                </Text>
              )}
            </Text>
            <Text size="xs" c="dimmed">
              {member.reachable ? devices : t('team.notReachable')}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <AvailabilityMark availability={member.availability} />
          {since && (
            <Text size="xs" c="dimmed" className="figures">
              {since}
            </Text>
          )}
        </Group>
      </Table.Td>
      <Table.Td className="figures">{member.extension}</Table.Td>
      <Table.Td className="figures">{member.numbers.map(phoneText).join(', ')}</Table.Td>
      <Table.Td ta="right">
        {member.extension && member.userId !== me && softphone && (
          <Tooltip label={t('phone.call')}>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('phone.callAction', { name: member.name })}
              onClick={() => void softphone.call(member.extension ?? '')}
            >
              <IconPhone size={18} />
            </ActionIcon>
          </Tooltip>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
