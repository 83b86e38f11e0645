import { PushpinOutlined } from '@ant-design/icons';
import { Button, Empty } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { BulletinBoard } from '@/api/types';
import { useShowError } from '@/ui/errors';
import { dateTime } from '@/ui/time';

import { useDeal } from './data';
import { SafeText } from './SafeText';

/** The notice board as it is now. */
export function Bulletins({ board }: { board: BulletinBoard | undefined }) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const showError = useShowError();
  const deal = useDeal();
  const items = board?.items ?? [];
  if (items.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('bulletin.none')} />;
  return items.map((one) => (
    <section key={one.id} className="alarm-card" data-testid="bulletin" data-bulletin={one.id}>
      <header>
        {one.pinned && <PushpinOutlined aria-label={t('bulletin.pinned')} />}
        <b>{one.title}</b>
        <span className="spacer" />
        <span className="num muted">
          {one.author_name} · {dateTime(one.from_at, tenant.timezone)}
        </span>
      </header>
      <SafeText text={one.text} />
      {one.read_at === null ? (
        <Button
          size="small"
          onClick={() => void deal(`/bulletins/${one.id}/read`).catch(showError)}
          data-testid="bulletin-read"
        >
          {t('message.read')}
        </Button>
      ) : (
        <span className="muted">{t('bulletin.have_read')}</span>
      )}
    </section>
  ));
}
