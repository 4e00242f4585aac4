import { Button, Group, Select, Switch, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { telephonyOperations } from '@carillon/api';
import { useNavigate } from '@tanstack/react-router';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { GuardFilters } from './guard-filters.ts';

export function GuardFilterBar({ filters }: { filters: GuardFilters }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const change = (part: GuardFilters) => {
    const next = Object.fromEntries(Object.entries({ ...filters, ...part }).filter(([, value]) => value));
    void navigate({ to: '/operator/security', search: next, replace: true });
  };
  const search = useDebouncedCallback((text: string) => change({ search: text }), 250);
  return (
    <Group gap="xs" role="search">
      <TextInput
        key={filters.search ? 'search' : 'none'}
        flex={1}
        miw={190}
        aria-label={t('common.search')}
        placeholder={t('sipGuard.searchPlaceholder')}
        leftSection={<IconSearch size={16} />}
        defaultValue={filters.search ?? ''}
        onChange={(e) => search(e.currentTarget.value)}
      />
      <Select
        aria-label={t('sipGuard.filterKind')}
        placeholder={t('sipGuard.filterKind')}
        clearable
        w={170}
        value={filters.kind ?? null}
        data={telephonyOperations.guardIncidentKinds.map((value) => ({ value, label: t(`sipGuard.kind.${value}`) }))}
        onChange={(value) => change({ kind: value ?? '' })}
      />
      <Select
        aria-label={t('sipGuard.filterReason')}
        placeholder={t('sipGuard.filterReason')}
        clearable
        w={190}
        value={filters.reason ?? null}
        data={telephonyOperations.guardReasons.map((value) => ({ value, label: t(`sipGuard.reason.${value}`) }))}
        onChange={(value) => change({ reason: value ?? '' })}
      />
      <Switch
        label={t('sipGuard.current')}
        checked={filters.past === 'false'}
        onChange={(e) => change({ past: e.currentTarget.checked ? 'false' : '' })}
      />
      {Object.keys(filters).length > 0 && (
        <Button variant="subtle" onClick={() => void navigate({ to: '/operator/security', search: {} })}>
          {t('common.clearFilters')}
        </Button>
      )}
    </Group>
  );
}
