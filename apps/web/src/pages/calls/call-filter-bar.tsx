import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { telephonyOperations } from '@carillon/api';
import { useNavigate } from '@tanstack/react-router';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { may, mayEverywhere, useSignedIn } from '../../api/session.ts';
import { useOperation } from '../../api/use-operation.ts';
import type { CallFilters } from './call-filters.ts';

const directions = ['inbound', 'outbound', 'internal'] as const;
const outcomes = ['answered', 'missed', 'abandoned', 'busy', 'rejected', 'no_answer', 'failed', 'blocked'] as const;

export function CallFilterBar({ filters }: { filters: CallFilters }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const change = (part: CallFilters) => {
    const next = Object.fromEntries(Object.entries({ ...filters, ...part }).filter(([, value]) => value));
    void navigate({ to: '/calls', search: next, replace: true });
  };
  const search = useDebouncedCallback((q: string) => change({ q }), 250);
  const pick = (name: 'direction' | 'outcome', label: string, data: { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      placeholder={label}
      clearable
      w={150}
      value={filters[name] ?? null}
      data={data}
      onChange={(value) => change({ [name]: value ?? '' })}
    />
  );
  return (
    <Group gap="xs" role="search">
      <TextInput
        key={filters.q ? 'q' : 'none'}
        flex={1}
        miw={190}
        aria-label={t('common.search')}
        placeholder={t('calls.searchPlaceholder')}
        leftSection={<IconSearch size={16} />}
        defaultValue={filters.q ?? ''}
        onChange={(e) => search(e.currentTarget.value)}
      />
      {pick(
        'direction',
        t('calls.filterDirection'),
        directions.map((value) => ({ value, label: t(`directions.${value}`) })),
      )}
      {pick(
        'outcome',
        t('calls.filterOutcome'),
        outcomes.map((value) => ({ value, label: t(`outcomes.${value}`) })),
      )}
      <PersonFilter value={filters.userId ?? null} onChange={(userId) => change({ userId: userId ?? '' })} />
      {Object.keys(filters).length > 0 && (
        <Button variant="subtle" onClick={() => void navigate({ to: '/calls', search: {} })}>
          {t('common.clearFilters')}
        </Button>
      )}
    </Group>
  );
}

/** Only for those who see the calls of others. */
function PersonFilter({ value, onChange }: { value: string | null; onChange: (userId: string | null) => void }) {
  const { t } = useTranslation();
  const session = useSignedIn();
  const seesAll = mayEverywhere(session, 'telephony.call:read') && may(session, 'telephony.team:read');
  const team = useOperation(telephonyOperations.listTeam, { enabled: seesAll }).data;
  if (!seesAll) return null;
  return (
    <Select
      aria-label={t('calls.filterPerson')}
      placeholder={t('calls.filterPerson')}
      clearable
      searchable
      w={180}
      value={value}
      data={(team?.items ?? []).map((m) => ({ value: m.userId, label: m.name }))}
      onChange={onChange}
    />
  );
}
