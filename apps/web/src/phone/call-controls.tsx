import { UnstyledButton } from '@mantine/core';
import {
  IconArrowsExchange,
  IconDialpad,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hangUpCard } from './call-actions.ts';
import type { CallCard } from './calls-view.ts';
import { Keypad } from './keypad.tsx';
import { ConsultationPanel } from './consultation-panel.tsx';
import { usePhone } from './softphone-context.tsx';
import { TransferPanel } from './transfer-panel.tsx';

type Panel = 'keypad' | 'transfer' | null;

/** Five controls in fixed places: mute, hold, keypad, transfer, hang up. */
export function CallControls({ card, others }: { card: CallCard; others: readonly CallCard[] }) {
  const { t } = useTranslation();
  const { softphone } = usePhone();
  const [panel, setPanel] = useState<Panel>(null);
  const { session } = card;
  const live = session?.phase === 'established' && card.call !== null;
  const held = card.state === 'held';
  const asked = others.find((other) => other.call?.consultationFor === card.call?.id && other.call !== null);
  const toggle = (which: Panel) => setPanel(panel === which ? null : which);
  const hangUpName = card.state === 'outgoing' ? t('phone.cancelCall') : t('phone.hangUp');
  return (
    <>
      <div className="call-controls">
        <Control
          label={session?.muted ? t('phone.unmute') : t('phone.mute')}
          pressed={session?.muted ?? false}
          disabled={!live}
          onClick={() => softphone?.mute(session!.sipCallId, !session!.muted)}
          icon={session?.muted ? <IconMicrophoneOff size={20} /> : <IconMicrophone size={20} />}
        />
        <Control
          label={held ? t('phone.resume') : t('phone.hold')}
          pressed={held}
          disabled={!live}
          onClick={() => void softphone?.hold(session!.sipCallId, !held)}
          icon={held ? <IconPlayerPlay size={20} /> : <IconPlayerPause size={20} />}
        />
        <Control
          label={t('phone.keypad')}
          pressed={panel === 'keypad'}
          disabled={!live}
          onClick={() => toggle('keypad')}
          icon={<IconDialpad size={20} />}
        />
        <Control
          label={t('phone.transfer')}
          pressed={panel === 'transfer'}
          disabled={!live || asked !== undefined}
          onClick={() => toggle('transfer')}
          icon={<IconArrowsExchange size={20} />}
        />
        <Control
          label={hangUpName}
          className="control-hangup"
          onClick={() => void hangUpCard(softphone, card)}
          icon={<IconPhoneOff size={20} />}
        />
      </div>
      {panel === 'keypad' && session && <Keypad onDigit={(digit) => softphone?.sendDigit(session.sipCallId, digit)} />}
      {panel === 'transfer' && <TransferPanel card={card} onDone={() => setPanel(null)} />}
      {asked && <ConsultationPanel waiting={card} asked={asked} />}
    </>
  );
}

type ControlProps = {
  label: string;
  icon: ReactNode;
  onClick: () => void;
  pressed?: boolean;
  disabled?: boolean;
  className?: string;
};

function Control({ label, icon, onClick, pressed, disabled = false, className = '' }: ControlProps) {
  return (
    <UnstyledButton
      className={`control ${className}`}
      onClick={onClick}
      disabled={disabled}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      {icon}
      <span>{label}</span>
    </UnstyledButton>
  );
}
