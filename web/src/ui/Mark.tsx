import { useTranslation } from 'react-i18next';

/** The product's mark and name. */
export function Mark({ light, short }: { light?: boolean; short?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={light ? 'mark light' : 'mark'}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      {!short && <b>{t('app.name')}</b>}
    </span>
  );
}
