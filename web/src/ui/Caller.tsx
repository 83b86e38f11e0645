import { useTranslation } from 'react-i18next';

/** A number as people read it: Chinese mobile numbers in 3-4-4, others as they are. */
export function readable(number: string): string {
  const mobile = /^(?:\+86)?(1[3-9]\d)(\d{4})(\d{4})$/.exec(number);
  if (mobile) return `${mobile[1]} ${mobile[2]} ${mobile[3]}`;
  return number;
}

export function Caller({ number }: { number: string }) {
  const { t } = useTranslation();
  return <span className="num nowrap">{number ? readable(number) : t('common.withheld')}</span>;
}
