import { Group, NavLink, ScrollArea, Stack, Text } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../api/session.ts';
import { destinationsOf } from './destinations.ts';

/** Left rail: areas by role. */
export function Rail({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const session = useSignedIn();
  const { pathname } = useLocation();
  return (
    <ScrollArea h="100%" p="sm">
      <Stack gap="lg" pt={4}>
        {destinationsOf(session).map((group) => (
          <div key={group.nameKey}>
            <Text size="xs" fw={600} c="dimmed" px={10} pb={4}>
              {t(`nav.${group.nameKey}`)}
            </Text>
            {group.items.map((item) => {
              const active = pathname.startsWith(item.to);
              return (
                <NavLink
                  key={item.to}
                  component={Link}
                  to={item.to}
                  active={active}
                  aria-current={active ? 'page' : undefined}
                  onClick={onNavigate}
                  variant="light"
                  label={t(`nav.${item.nameKey}`)}
                  leftSection={<item.icon size={18} stroke={1.7} aria-hidden />}
                  style={{ borderRadius: 8 }}
                />
              );
            })}
          </div>
        ))}
        <Group px={10}>
          <Text size="xs" c="dimmed">
            {session.organization?.name ?? t('role.staff')}
          </Text>
        </Group>
      </Stack>
    </ScrollArea>
  );
}
