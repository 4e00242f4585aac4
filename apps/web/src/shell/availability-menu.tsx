import { Button, Menu } from '@mantine/core';
import { telephonyOperations } from '@carillon/api';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../api/session.ts';
import { useCommand } from '../api/use-operation.ts';
import { AvailabilityMark } from '../parts/availability-mark.tsx';
import { useTopic } from '../realtime/realtime-context.tsx';

const choices = ['available', 'away', 'do_not_disturb'] as const;

/** What one says of oneself; the server's view of it (in a call, offline) is what is shown. */
export function AvailabilityMenu() {
  const { t } = useTranslation();
  const me = useSignedIn().user.id;
  const members = useTopic('team')?.members;
  const change = useCommand(telephonyOperations.setAvailability, [telephonyOperations.listTeam]);
  const current = members?.find((member) => member.userId === me)?.availability;
  if (!current) return null;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          px="xs"
          loading={change.isPending}
          rightSection={<IconChevronDown size={15} aria-hidden />}
          aria-label={`${t('availability.label')}: ${t(`availability.${current}`)}`}
        >
          <AvailabilityMark availability={current} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((availability) => (
          <Menu.Item key={availability} onClick={() => change.mutate({ body: { availability } })}>
            <AvailabilityMark availability={availability} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
