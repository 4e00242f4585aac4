import { Burger, Button, Group, Kbd, Text, Tooltip, ActionIcon } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AvailabilityMenu } from './availability-menu.tsx';
import { UserMenu } from './user-menu.tsx';

export function TopBar({ menuOpen, onMenu, phone }: { menuOpen: boolean; onMenu: () => void; phone: boolean }) {
  const { t } = useTranslation();
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
      <Group gap="sm" wrap="nowrap">
        <Burger
          opened={menuOpen}
          onClick={onMenu}
          hiddenFrom="sm"
          size="sm"
          aria-label={menuOpen ? t('nav.closeMenu') : t('nav.openMenu')}
        />
        <Link to="/" className="row-link" aria-label={t('app.name')}>
          <Group gap={9} wrap="nowrap">
            <img src="/icon.svg" alt="" width={28} height={28} />
            <Text fw={700} fz={18} visibleFrom="xs">
              Carillon
            </Text>
          </Group>
        </Link>
      </Group>
      <Button
        visibleFrom="sm"
        variant="default"
        w={340}
        justify="space-between"
        fw={400}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={spotlight.open}
      >
        {t('palette.open')}
      </Button>
      <Group gap="xs" wrap="nowrap">
        <Tooltip label={t('palette.open')}>
          <ActionIcon
            hiddenFrom="sm"
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('palette.open')}
            onClick={spotlight.open}
          >
            <IconSearch size={20} />
          </ActionIcon>
        </Tooltip>
        {phone && <AvailabilityMenu />}
        <UserMenu />
      </Group>
    </Group>
  );
}
