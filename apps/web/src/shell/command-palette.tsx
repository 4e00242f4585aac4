import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconPhone, IconSearch, IconUser } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../api/session.ts';
import { usePhone } from '../phone/softphone-context.tsx';
import { useTopic } from '../realtime/realtime-context.tsx';
import { destinationsOf } from './destinations.ts';

/** Ctrl-K: pages, colleagues, or a number to call. */
export function CommandPalette({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const session = useSignedIn();
  const navigate = useNavigate();
  const { softphone } = usePhone();
  const members = useTopic('team')?.members ?? [];
  const [query, setQuery] = useState('');
  const dial = (target: string) => void softphone?.call(target.replaceAll(/[\s.()/-]/g, ''));
  const pages: SpotlightActionData[] = destinationsOf(session)
    .flatMap((group) => group.items)
    .map((item) => ({
      id: item.to,
      label: t(`nav.${item.nameKey}`),
      leftSection: <item.icon size={18} />,
      onClick: () => void navigate({ to: item.to }),
    }));
  const people: SpotlightActionData[] = phone
    ? members
        .filter((m) => m.extension && m.userId !== session.user.id)
        .map((member) => ({
          id: member.userId,
          label: member.name,
          description: member.extension ?? '',
          leftSection: <IconUser size={18} />,
          onClick: () => dial(member.extension ?? ''),
        }))
    : [];
  const digits =
    /^[+\d][\d\s.()/-]+$/.test(query.trim()) && phone
      ? [
          {
            id: 'dial',
            label: t('palette.call', { target: query.trim() }),
            keywords: query,
            leftSection: <IconPhone size={18} />,
            onClick: () => dial(query),
          },
        ]
      : [];
  const actions: SpotlightActionGroupData[] = [
    { group: t('palette.calling'), actions: digits },
    { group: t('palette.people'), actions: people },
    { group: t('palette.pages'), actions: pages },
  ].filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      nothingFound={t('palette.nothing')}
      highlightQuery
      limit={12}
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.open'),
      }}
    />
  );
}
