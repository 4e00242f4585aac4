import { ActionIcon, Collapse, Group, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { IconAdjustments, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { AudioSettings } from './audio-settings.tsx';
import { CallCardView } from './call-card.tsx';
import { CallNotices } from './call-notices.tsx';
import { Dialler } from './dialler.tsx';
import { IncomingAnnouncement } from './incoming-announcement.tsx';
import { RegistrationLight } from './registration-light.tsx';
import { useOrphanSessions } from './use-orphan-sessions.ts';
import { usePhoneGuards } from './use-phone-guards.ts';
import { useCallCards } from './use-call-cards.ts';

/** The telephone, at the bottom right of every page, from ringing to the end. Navigation never unmounts it. */
export function CallBar() {
  const { t } = useTranslation();
  const cards = useCallCards();
  // On a telephone's width the bar would cover half of the page: it waits folded there.
  const [open, setOpen] = useLocalStorage({ key: 'carillon.call-bar', defaultValue: window.innerWidth >= 768 });
  const [audioOpen, audio] = useDisclosure(false);
  usePhoneGuards(cards);
  useOrphanSessions(cards);
  useEffect(() => {
    if (cards.length > 0) setOpen(true);
  }, [cards.length, setOpen]);
  return (
    <section className="call-bar surface" aria-label={t('phone.bar')}>
      <div className="call-bar-header">
        <RegistrationLight />
        <Group gap={4} ml="auto">
          <Tooltip label={t('phone.audio')}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('phone.audio')} onClick={audio.open}>
              <IconAdjustments size={19} />
            </ActionIcon>
          </Tooltip>
          <UnstyledButton
            p={6}
            aria-expanded={open}
            aria-label={open ? t('phone.collapse') : t('phone.expand')}
            onClick={() => setOpen(!open)}
          >
            {open ? <IconChevronDown size={19} /> : <IconChevronUp size={19} />}
          </UnstyledButton>
        </Group>
      </div>
      <IncomingAnnouncement cards={cards} />
      <Collapse expanded={open || cards.length > 0} transitionDuration={120}>
        <CallNotices />
        {cards.map((card) => (
          <CallCardView key={card.key} card={card} others={cards.filter((c) => c !== card)} />
        ))}
        {cards.every((card) => card.state === 'held') && <Dialler waiting={cards.length > 0} />}
      </Collapse>
      <AudioSettings opened={audioOpen} onClose={audio.close} />
    </section>
  );
}
