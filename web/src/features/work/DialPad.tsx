import { PhoneFilled, PhoneOutlined } from '@ant-design/icons';
import { Button, Input, List, Modal, Select, Tooltip, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay, useMe } from '@/api/session';
import { Hint } from '@/features/shortcuts/Hint';
import { readable } from '@/ui/Caller';
import { LoadError } from '@/ui/errors';
import { Keypad } from '@/ui/Keypad';
import { dateTime } from '@/ui/time';

import { useAble, useStation } from './station';
import { useDialling } from './useDialling';

/** In the state bar: opens the dial pad. */
export function DialPadButton() {
  const { t } = useTranslation();
  const may = useMay();
  const station = useStation();
  if (!may('work.dial_out')) return null;
  const free = station.agent?.state === 'ready' || station.agent?.state === 'not_ready';
  return (
    <>
      <Hint action="dial" label={t('dial.open')}>
        <Button
          icon={<PhoneOutlined />}
          disabled={!free}
          aria-label={t('dial.open')}
          data-testid="dial-open"
          onClick={() => station.openDialPad('')}
        />
      </Hint>
      {station.dialPad !== null && free && (
        <DialPad number={station.dialPad} onClose={() => station.openDialPad(null)} />
      )}
    </>
  );
}

/** Beside a number: opens the dial pad with it. Nothing for who may not call, or is not signed in to work. */
export function DialNumber({ number }: { number: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const able = useAble();
  const { agent, openDialPad } = useStation();
  if (!number || !able || !may('work.dial_out')) return null;
  const free = agent?.state === 'ready' || agent?.state === 'not_ready';
  return (
    <Tooltip title={free ? t('dial.call_number', { number: readable(number) }) : t('dial.not_now')}>
      <Button
        type="text"
        size="small"
        icon={<PhoneOutlined />}
        disabled={!free}
        aria-label={t('dial.call_number', { number: readable(number) })}
        data-testid="dial-number-open"
        data-number={number}
        onClick={(event) => {
          event.stopPropagation();
          openDialPad(number);
        }}
      />
    </Tooltip>
  );
}

function DialPad({ number, onClose }: { number: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const dialling = useDialling(true);
  const [text, setText] = useState(number);
  const [busy, setBusy] = useState(false);
  const input = useRef<InputRef>(null);
  const call = async (to: string) => {
    if (busy || !to.trim()) return;
    setBusy(true);
    const done = await dialling.dial(to);
    setBusy(false);
    if (done) onClose();
  };
  const { caller_ids: shown = [], recent = [] } = dialling.data ?? {};
  return (
    <Modal
      open
      title={t('dial.title')}
      footer={null}
      onCancel={onClose}
      width={420}
      destroyOnHidden
    >
      <div data-testid="dial-pad" className="stack">
        <Input
          ref={input}
          autoFocus
          allowClear
          size="large"
          inputMode="tel"
          maxLength={60}
          placeholder={t('dial.number')}
          aria-label={t('dial.number')}
          value={text}
          data-testid="dial-number"
          onChange={(event) => setText(event.target.value)}
          onPressEnter={(event) => {
            if (!event.nativeEvent.isComposing) void call(text);
          }}
        />
        <Keypad
          testid="dial-key"
          onKey={(key) => {
            setText((before) => before + key);
            input.current?.focus();
          }}
        />
        {dialling.error && !dialling.data && (
          <LoadError error={dialling.error} retry={() => void dialling.refetch()} />
        )}
        <Select
          style={{ width: '100%' }}
          value={dialling.callerId}
          loading={dialling.isLoading}
          aria-label={t('dial.shown')}
          data-testid="dial-shown"
          onChange={dialling.choose}
          options={[
            { value: '', label: t('dial.shown_by_trunk') },
            ...shown.map((one) => ({
              value: one.number,
              label: `${t('dial.shown_as', { number: readable(one.number) })}${one.line && ` · ${one.line}`}`,
            })),
          ]}
        />
        <Button
          block
          type="primary"
          size="large"
          className="go"
          icon={<PhoneFilled />}
          loading={busy}
          disabled={!text.trim()}
          data-testid="dial-call"
          onClick={() => void call(text)}
        >
          {t('dial.call')}
        </Button>
        {recent.length > 0 && (
          <List
            size="small"
            header={t('dial.recent')}
            dataSource={recent}
            style={{ maxHeight: 220, overflow: 'auto' }}
            renderItem={(one) => (
              <List.Item>
                <Button
                  type="link"
                  className="num"
                  data-testid="dial-recent"
                  data-number={one.number}
                  onClick={() => {
                    setText(one.number);
                    input.current?.focus();
                  }}
                >
                  {readable(one.number)}
                </Button>
                <span>{one.name}</span>
                <span className="num muted">{dateTime(one.at, tenant.timezone)}</span>
              </List.Item>
            )}
          />
        )}
      </div>
    </Modal>
  );
}
