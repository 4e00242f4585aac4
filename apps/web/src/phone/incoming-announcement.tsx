import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePhoneText } from '../lib/use-phone-text.ts';
import type { CallCard } from './calls-view.ts';

/** Says an incoming call to screen readers at once, and never moves the focus. */
export function IncomingAnnouncement({ cards }: { cards: readonly CallCard[] }) {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  const incoming = cards.find((card) => card.state === 'incoming');
  const name = incoming ? (incoming.label ?? (phoneText(incoming.number) || t('phone.unknownCaller'))) : '';
  return (
    <VisuallyHidden>
      <div role="alert" aria-live="assertive">
        {incoming ? t('phone.incomingFrom', { name }) : ''}
      </div>
    </VisuallyHidden>
  );
}
