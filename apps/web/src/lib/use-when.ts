import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../api/session.ts';
import type { WhenStyle } from './format.ts';

/** How the signed-in person reads times: own language, own zone. */
export function useWhen(): WhenStyle {
  const { i18n } = useTranslation();
  return { language: i18n.language === 'en' ? 'en-GB' : 'fr-FR', timeZone: useSignedIn().user.timeZone };
}
