import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Prompt } from '@/api/types';

/** Prompts of the library by name, with the beginning of what they say. */
export function usePromptChoice() {
  const may = useMay();
  const prompts = useAll<Prompt>('/prompts', may('prompts.read'));
  const { i18n } = useTranslation();
  const mine = i18n.language.startsWith('en') ? 'en' : 'zh';
  // What is said in the reader's language comes last and stays.
  const sorted = [...(prompts.data ?? [])].sort(
    (a, b) => Number(a.language === mine) - Number(b.language === mine),
  );
  const texts = new Map(sorted.map(({ name, text }) => [name, text]));
  return [...texts].map(([value, text]) => ({
    value,
    label: text ? `${value} · ${text.slice(0, 30)}` : value,
  }));
}
