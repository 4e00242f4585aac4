import { Autocomplete } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../realtime/realtime-context.tsx';
import { formatDialled } from './format-dialled.ts';

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onSubmit: (value: string) => void;
  autoFocus?: boolean;
  id?: string;
};

/** A field that takes a colleague's name, an extension, or a number in any written form, typed or pasted. */
export function DestinationInput({ label, value, onChange, onSubmit, autoFocus = false, id }: Props) {
  const { t } = useTranslation();
  const members = useTopic('team')?.members ?? [];
  const colleagues = members.flatMap((m) =>
    m.extension ? [{ value: m.extension, label: `${m.name} · ${m.extension}` }] : [],
  );
  return (
    <Autocomplete
      {...(id ? { id } : {})}
      label={label}
      placeholder={t('phone.dialPlaceholder')}
      data={colleagues}
      limit={6}
      value={value}
      data-autofocus={autoFocus || undefined}
      autoFocus={autoFocus}
      autoComplete="off"
      comboboxProps={{ position: 'top', withinPortal: true, keepMounted: false }}
      onChange={(text) => onChange(formatDialled(text))}
      onOptionSubmit={onChange}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) onSubmit(event.currentTarget.value);
      }}
    />
  );
}
