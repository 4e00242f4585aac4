import { webEn, webFr } from '@carillon/i18n';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

const storageKey = 'carillon.language';

/** Language: what was chosen here, else the browser's, else French. After sign-in the person's own preference rules. */
function firstLanguage(): 'fr' | 'en' {
  const wanted = localStorage.getItem(storageKey) ?? navigator.language.slice(0, 2);
  return wanted === 'en' ? 'en' : 'fr';
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'fr',
    resources: { fr: { translation: webFr }, en: { translation: webEn } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
}

export async function switchLanguage(language: 'fr' | 'en'): Promise<void> {
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  if (i18next.language !== language) await i18next.changeLanguage(language);
}
