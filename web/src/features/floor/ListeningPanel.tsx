import { AudioOutlined, SoundOutlined, StopOutlined, TeamOutlined } from '@ant-design/icons';
import { Button, Card, Progress, Segmented, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/api/session';
import { Hint } from '@/features/shortcuts/Hint';
import type { MonitorMode } from '@/live/board';
import { useLive } from '@/live/context';
import { usePhoneState } from '@/softphone/context';
import { Caller } from '@/ui/Caller';
import { Elapsed } from '@/ui/Elapsed';

import { MODES, useMonitoring } from './monitoring';
import { useHeardLevel } from './useHeardLevel';

const ICONS = { listen: <SoundOutlined />, whisper: <AudioOutlined />, barge: <TeamOutlined /> };

/** What a supervisor listens to, on every page: whom, for how long, how loud, and who hears the supervisor. */
export function ListeningPanel() {
  const { t } = useTranslation();
  const may = useMay();
  const { mine, listen, stop } = useMonitoring();
  const names = useLive((state) => state.names.agents);
  const { line } = usePhoneState();
  const joined = mine?.monitor.state === 'joined';
  const here = line?.monitor === true && line.phase === 'talking';
  const level = useHeardLevel(here);
  const speaks = may('calls.barge');

  if (!mine) return null;
  const { call, monitor } = mine;
  const watched = names[monitor.agent_id]?.name ?? monitor.agent_id;
  const charge = call.agent_id && call.agent_id !== monitor.agent_id ? names[call.agent_id] : null;
  return (
    <Card
      size="small"
      role="region"
      aria-label={t('monitor.title')}
      className={`listening-panel ${monitor.mode}`}
      data-testid="listening-panel"
      data-mode={monitor.mode}
      data-state={monitor.state}
    >
      <div className="call-phase">
        <span>{joined ? t(`monitor.now_${monitor.mode}`) : t('monitor.ringing')}</span>
        <Elapsed since={monitor.since} />
      </div>
      <b>{watched}</b> {charge && <Tag>{t('monitor.with_now', { agent: charge.name })}</Tag>}
      <div>
        {call.customer_name} <Caller number={call.from_number} />
      </div>
      {here && line.broken && <Tag color="error">{t('quality.broken')}</Tag>}
      {here && (
        <Progress
          percent={level ?? 0}
          showInfo={false}
          size="small"
          strokeColor="#12924f"
          aria-label={t('audio.level')}
        />
      )}
      <Segmented<MonitorMode>
        block
        value={monitor.mode}
        onChange={(mode) => void listen(monitor.agent_id, mode)}
        options={MODES.map((mode) => ({
          value: mode,
          disabled: mode !== 'listen' && !speaks,
          icon: ICONS[mode],
          label: (
            <Hint action={mode} label={t(`monitor.${mode}_help`)}>
              <span data-testid={`mode-${mode}`}>{t(`monitor.${mode}`)}</span>
            </Hint>
          ),
        }))}
      />
      <Hint action="stop_listening">
        <Button
          block
          danger
          icon={<StopOutlined />}
          style={{ marginTop: 8 }}
          data-testid="stop-listening"
          onClick={() => void stop()}
        >
          {t('monitor.stop')}
        </Button>
      </Hint>
    </Card>
  );
}
