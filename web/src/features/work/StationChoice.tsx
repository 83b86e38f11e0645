import {
  AudioOutlined,
  CustomerServiceOutlined,
  HomeOutlined,
  PhoneOutlined,
} from '@ant-design/icons';
import { Button, Spin, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { Station } from '@/api/types';
import { MicHelp } from '@/softphone/MicHelp';

import { EquipmentDialog } from './equipment/EquipmentDialog';
import { useStation } from './station';

/** Begin work: with the browser's own phone, with a SIP phone on the desk, or at a mobile or a line at home. */
export function StationChoice() {
  const { t } = useTranslation();
  const me = useMe();
  const number = me.user.outside_number;
  const { signIn, signingIn, mic, link } = useStation();
  const [checking, setChecking] = useState(false);
  const card = (station: Station, icon: React.ReactNode) => (
    <button
      type="button"
      className="station-card"
      disabled={signingIn !== null || link !== 'open'}
      data-testid={`station-${station}`}
      onClick={() => void signIn(station)}
    >
      <span className="station-icon">{signingIn === station ? <Spin /> : icon}</span>
      <b>{t(`work.station_${station}`)}</b>
      <span>{t(`work.station_${station}_help`, { extension: me.user.extension, number })}</span>
    </button>
  );
  return (
    <div className="page station">
      <Typography.Title level={3}>{t('work.begin', { name: me.user.name })}</Typography.Title>
      <Typography.Paragraph type="secondary">{t('work.begin_help')}</Typography.Paragraph>
      {mic && <MicHelp problem={mic} />}
      <div className="station-cards">
        {card('browser', <CustomerServiceOutlined />)}
        {card('phone', <PhoneOutlined />)}
        {number && card('outside', <HomeOutlined />)}
      </div>
      <Button
        icon={<AudioOutlined />}
        style={{ marginTop: 20 }}
        onClick={() => setChecking(true)}
        data-testid="equipment-check"
      >
        {t('equipment.before_work')}
      </Button>
      {checking && <EquipmentDialog onClose={() => setChecking(false)} />}
    </div>
  );
}
