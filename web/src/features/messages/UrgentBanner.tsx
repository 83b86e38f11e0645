import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/api/session';
import type { ReceivedMessage } from '@/api/types';
import { useShowError } from '@/ui/errors';
import { useOnce } from '@/ui/once';

import { useDeal, useInbox } from './data';
import { SafeText } from './SafeText';

/** Urgent messages stay on every page until they are confirmed; nothing else of the page is taken away. */
export function UrgentBanner() {
  const may = useMay();
  const inbox = useInbox();
  if (!may('messages.use')) return null;
  const urgent = (inbox.data?.items ?? []).filter((one) => one.urgent && one.confirmed_at === null);
  return urgent.map((one) => <Urgent key={one.id} message={one} />);
}

function Urgent({ message }: { message: ReceivedMessage }) {
  const { t } = useTranslation();
  const showError = useShowError();
  const deal = useDeal();
  const confirm = useOnce(() => deal(`/messages/${message.id}/confirm`).catch(showError));
  return (
    <Alert
      banner
      type="error"
      data-testid="urgent"
      title={
        <>
          <b>{t('message.from', { name: message.sender_name })}</b>
          <SafeText text={message.text} />
        </>
      }
      action={
        <Button danger type="primary" onClick={() => void confirm()} data-testid="urgent-confirm">
          {t('message.confirm')}
        </Button>
      }
    />
  );
}
