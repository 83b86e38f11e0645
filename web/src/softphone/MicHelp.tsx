import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import type { MicProblem } from './media';

/** What is wrong with the microphone and what to do about it. */
export function MicHelp({ problem }: { problem: MicProblem }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title={t(`mic.${problem}.title`)}
      description={t(`mic.${problem}.help`, { origin: location.origin })}
      data-testid={`mic-${problem}`}
    />
  );
}
