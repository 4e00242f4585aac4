import { Anchor, Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleDashed, IconCircleXFilled, IconDevices } from '@tabler/icons-react';
import { telephonyOperations } from '@carillon/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api/client.ts';
import type { RegistrationState } from './phone-state.ts';
import { usePhone, usePhoneState } from './softphone-context.tsx';

const marks = {
  registered: { icon: IconCircleCheckFilled, colour: 'var(--carillon-answer)' },
  connecting: { icon: IconCircleDashed, colour: 'var(--carillon-warn)' },
  failed: { icon: IconCircleXFilled, colour: 'var(--carillon-hangup)' },
  elsewhere: { icon: IconDevices, colour: 'var(--mantine-color-dimmed)' },
  off: { icon: IconCircleXFilled, colour: 'var(--mantine-color-dimmed)' },
} as const satisfies Record<RegistrationState, unknown>;

/** Is this browser a telephone now? Icon, word and colour; a click tells why and what to do. */
export function RegistrationLight() {
  const { t } = useTranslation();
  const { takeOver } = usePhone();
  const { registration, reason } = usePhoneState();
  const [freed, setFreed] = useState(false);
  const mark = marks[registration];
  const free = async () => {
    await callApi(telephonyOperations.freeMe);
    setFreed(true);
  };
  return (
    <Popover width={300} position="top-start" shadow="md" withinPortal onClose={() => setFreed(false)}>
      <Popover.Target>
        <UnstyledButton>
          <Group gap={8} wrap="nowrap">
            <mark.icon size={18} color={mark.colour} aria-hidden />
            <Text size="sm" fw={600} role="status">
              {t(`phone.registration.${registration}`)}
            </Text>
          </Group>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text size="sm">
            {t(`phone.registrationHelp.${registration}`, { reason: reason ?? t('phone.registrationHelp.noReason') })}
          </Text>
          {registration === 'elsewhere' && (
            <Anchor component="button" size="sm" ta="left" onClick={takeOver}>
              {t('phone.useHere')}
            </Anchor>
          )}
          <Anchor component="button" size="sm" ta="left" onClick={() => void free()}>
            {t('phone.freeMe')}
          </Anchor>
          <Text size="xs" c="dimmed" role="status">
            {freed ? t('phone.freed') : t('phone.freeMeHelp')}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
