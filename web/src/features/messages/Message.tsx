import { App, Button, Input, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay, useMe } from '@/api/session';
import type { ReceivedMessage } from '@/api/types';
import { useShowError } from '@/ui/errors';
import { useOnce } from '@/ui/once';
import { dateTime } from '@/ui/time';

import { useDeal } from './data';
import { SafeText } from './SafeText';

/** One message that came, with what can be done about it. */
export function Message({ message: one }: { message: ReceivedMessage }) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const may = useMay();
  const { message } = App.useApp();
  const showError = useShowError();
  const deal = useDeal();
  const [answering, setAnswering] = useState(false);
  const [text, setText] = useState('');
  const mark = useOnce((what: string) => deal(`/messages/${one.id}/${what}`).catch(showError));
  const answer = useOnce(async () => {
    if (text.trim() === '') return;
    try {
      await deal(`/messages/${one.id}/answer`, { text });
      setAnswering(false);
      void message.success(t('message.sent'));
    } catch (error) {
      showError(error);
    }
  });
  return (
    <section className="alarm-card" data-testid="message" data-message={one.id}>
      <header>
        {one.urgent && <Tag color="red">{t('message.urgent')}</Tag>}
        <b>{one.about ? t(`message.${one.about}`) : one.sender_name}</b>
        <span className="spacer" />
        <span className="num muted">{dateTime(one.sent_at, tenant.timezone)}</span>
      </header>
      <SafeText text={one.text} />
      <Space>
        {one.urgent && one.confirmed_at === null && (
          <Button
            size="small"
            type="primary"
            danger
            onClick={() => void mark('confirm')}
            data-testid="message-confirm"
          >
            {t('message.confirm')}
          </Button>
        )}
        {!one.urgent && one.read_at === null && (
          <Button size="small" onClick={() => void mark('read')} data-testid="message-read">
            {t('message.read')}
          </Button>
        )}
        {one.call_id && may('calls.read') && (
          <Link to={`/calls?_open=${one.call_id}`} data-testid="message-call">
            {t('message.open_call')}
          </Link>
        )}
        {one.sender_id && (
          <Button size="small" type="text" onClick={() => setAnswering(!answering)}>
            {t('message.answer')}
          </Button>
        )}
      </Space>
      {answering && (
        <Space.Compact block style={{ marginTop: 8 }}>
          <Input
            autoFocus
            maxLength={1000}
            value={text}
            aria-label={t('message.answer')}
            onChange={(event) => setText(event.target.value)}
            onPressEnter={() => void answer()}
            data-testid="message-answer"
          />
          <Button type="primary" onClick={() => void answer()}>
            {t('message.send')}
          </Button>
        </Space.Compact>
      )}
    </section>
  );
}
