import { AlertOutlined } from '@ant-design/icons';
import { Alert, App, Badge, Button, Drawer, Tooltip } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/api/session';
import type { BoardAlarm } from '@/live/board';
import { useLive, useLiveStore } from '@/live/context';

import { sentence } from './figures';
import { OpenAlarms } from './OpenAlarms';
import { notice } from './notice';
import { ordered } from './order';

/** In the frame: how many alarms are open, the list of them, and sound and notice when one is raised. */
export function AlarmBell() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const alarms = useLive((state) => state.board.alarms);
  useNotice();
  const list = ordered(alarms);
  const unseen = list.filter((alarm) => alarm.acknowledged_at === null).length;
  const title = list.length === 0 ? t('alarm.none_open') : t('alarm.open', { count: list.length });
  return (
    <>
      <Tooltip title={title}>
        <Badge
          count={unseen || list.length}
          size="small"
          color={unseen > 0 ? 'red' : 'gray'}
          offset={[-6, 6]}
        >
          <Button
            type="text"
            icon={<AlertOutlined />}
            aria-label={title}
            onClick={() => setOpen(true)}
            data-testid="alarm-bell"
            data-open={list.length}
          />
        </Badge>
      </Tooltip>
      {open && (
        <Drawer open size={460} title={t('alarm.open_title')} onClose={() => setOpen(false)}>
          <OpenAlarms alarms={list} />
        </Drawer>
      )}
    </>
  );
}

/** The gravest alarm of which nobody takes care, over every page. */
export function AlarmBanner() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const list = ordered(useLive((state) => state.board.alarms));
  const unseen = list.filter((alarm) => alarm.acknowledged_at === null);
  const first = unseen[0];
  // The list stays open when its last alarm is taken: what was written there is to be seen.
  if (!first && !open) return null;
  return (
    <>
      {first && (
        <Alert
          banner
          type={first.severity === 'critical' ? 'error' : first.severity}
          data-testid="alarm-banner"
          data-severity={first.severity}
          title={
            <>
              <b>{first.name}</b> {sentence(first, t)}
              {unseen.length > 1 && ` · ${t('alarm.more', { count: unseen.length - 1 })}`}
            </>
          }
          action={
            <Button size="small" onClick={() => setOpen(true)} data-testid="alarm-show">
              {t('alarm.show')}
            </Button>
          }
        />
      )}
      {open && (
        <Drawer open size={460} title={t('alarm.open_title')} onClose={() => setOpen(false)}>
          <OpenAlarms alarms={list} />
        </Drawer>
      )}
    </>
  );
}

/** Only for those who may see alarms; others get no facts of them either. */
export function AlarmParts({ part }: { part: 'bell' | 'banner' }) {
  const may = useMay();
  if (!may('alarms.read')) return null;
  return part === 'bell' ? <AlarmBell /> : <AlarmBanner />;
}

/** What a raised alarm does to who is not looking: the chosen sound, and a notice when the tab is hidden. */
function useNotice(): void {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const store = useLiveStore();
  const tell = useRef<(alarm: BoardAlarm) => void>(() => undefined);
  useEffect(() => {
    tell.current = (alarm) => notice(alarm.name, sentence(alarm, t), alarm.id);
  });
  useEffect(
    () =>
      store.listen((kind, fact) => {
        if (kind === 'AlarmRaised') tell.current({ ...fact, id: fact.alarm_id } as BoardAlarm);
        if (kind === 'AlarmCleared') notification.destroy(String(fact.alarm_id));
      }),
    [store, notification],
  );
}
