import { Badge } from '@mantine/core';
import type { OrderFormView } from '@carillon/api';
import { useTranslation } from 'react-i18next';

const colours = {
  draft: 'gray',
  sent: 'blue',
  viewed: 'blue',
  signed: 'teal',
  declined: 'red',
  expired: 'orange',
  superseded: 'gray',
} as const;

export function OrderFormState({ state }: { state: OrderFormView['state'] }) {
  const { t } = useTranslation();
  return (
    <Badge variant="dot" color={colours[state]}>
      {t(`orderForms.states.${state}`)}
    </Badge>
  );
}
