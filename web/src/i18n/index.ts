import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

import { setApiLanguage } from '@/api/client';
import type { Language } from '@/api/types';

export const LANGUAGES: { value: Language; label: string }[] = [
  { value: 'zh-CN', label: '简体中文' },
  { value: 'zh-TW', label: '繁體中文' },
  { value: 'en', label: 'English' },
];

const STORED = 'trunkline.language';
const loaders: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  'zh-CN': () => import('./zh-CN.json'),
  'zh-TW': () => import('./zh-TW.json'),
  en: () => import('./en.json'),
};

/** The nearest language we have; Chinese as written in Taiwan, Hong Kong and Macao maps to zh-TW. */
export function nearest(wanted: string | null | undefined): Language | null {
  if (!wanted) return null;
  const tag = wanted.toLowerCase();
  if (/^zh\b.*(hant|tw|hk|mo)/.test(tag)) return 'zh-TW';
  if (tag.startsWith('zh')) return 'zh-CN';
  if (tag.startsWith('en')) return 'en';
  return null;
}

async function ensure(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return;
  i18next.addResourceBundle(language, 'translation', (await loaders[language]()).default);
}

export async function startLanguages(): Promise<void> {
  // A Chinese product: English is a choice, never a guess from the browser's own language.
  const own = nearest(navigator.language);
  const first = nearest(localStorage.getItem(STORED)) ?? (own === 'zh-TW' ? own : 'zh-CN');
  await i18next.use(initReactI18next).init({
    lng: first,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await setLanguage(first);
}

export async function setLanguage(language: Language): Promise<void> {
  await ensure(language);
  localStorage.setItem(STORED, language);
  setApiLanguage(language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
  document.title = i18next.t('app.name');
}
