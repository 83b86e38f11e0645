import { LoadingOutlined } from '@ant-design/icons';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import { usePhoneState } from '@/softphone/context';
import { worstPart } from '@/softphone/quality';
import { QualitySign } from '@/softphone/QualitySign';

import { useMeasured } from './measured';

/** The sign of the connection during a call, and what to do when it is bad. */
export function CallQuality() {
  const { t } = useTranslation();
  const now = useMeasured();
  const { line } = usePhoneState();
  if (line?.broken) {
    return (
      <div className="call-section">
        <Alert
          type="error"
          showIcon
          icon={<LoadingOutlined />}
          role="alert"
          data-testid="sound-broken"
          title={t('quality.broken')}
          description={t('quality.broken_help')}
        />
      </div>
    );
  }
  if (!now) return null;
  const { numbers, rating, silent } = now;
  return (
    <div className="call-section">
      <QualitySign numbers={numbers} rating={rating} />
      {(rating.verdict === 'bad' || silent) && (
        <Alert
          type="error"
          showIcon
          style={{ marginTop: 8 }}
          data-testid="quality-bad"
          title={t(silent ? 'quality.silent' : 'quality.is_bad')}
          description={t(silent ? 'quality.silent_help' : `quality.advice.${worstPart(numbers)}`)}
        />
      )}
    </div>
  );
}
