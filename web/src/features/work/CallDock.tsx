import { PhoneFilled } from '@ant-design/icons';
import { Button, Card, Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useWorking } from '@/live/context';
import { Caller } from '@/ui/Caller';
import { Elapsed } from '@/ui/Elapsed';
import { LevelTag } from '@/ui/LevelTag';
import { lineIsFor } from '@/softphone/machine';

import { useStation } from './station';

/** The call in a corner while the agent looks at another page. */
export function CallDock() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const station = useStation();
  const working = useWorking();
  const { call, agent, part, phone } = station;
  if (!call || !agent) return null;
  const offered = part === 'offered' || part === 'invited';
  const open = () => void navigate('/work');
  return (
    <Card
      size="small"
      className={offered ? 'call-dock offered' : 'call-dock'}
      data-testid="call-dock"
    >
      <div className="call-phase">
        <span>
          {offered
            ? t('work.incoming')
            : t(part === 'dialling' ? 'dial.calling' : `state.${agent.state}`)}
        </span>
        <Elapsed since={part === 'offered' ? (call.queued_at ?? call.arrived_at) : agent.since} />
      </div>
      <b>
        {call.customer_name || call.from_name || t('work.unknown_caller')}{' '}
        <LevelTag level={call.level} />
      </b>
      <div>
        <Caller number={call.customer_number} />
      </div>
      {phone.line?.broken && <Tag color="error">{t('quality.broken')}</Tag>}
      <Space style={{ marginTop: 8 }}>
        {offered && working && agent.station === 'browser' && (
          <Button
            type="primary"
            className="go"
            icon={<PhoneFilled />}
            disabled={!lineIsFor(phone.line, call.id) || phone.line?.phase !== 'ringing'}
            data-testid="dock-answer"
            onClick={() => {
              open();
              void station.answer();
            }}
          >
            {t('work.answer')}
          </Button>
        )}
        <Button onClick={open} data-testid="dock-open">
          {t('work.open_desktop')}
        </Button>
      </Space>
    </Card>
  );
}
