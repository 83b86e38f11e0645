import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Numbers, Rating } from './quality';

const BARS = { good: 3, fair: 2, bad: 1 };

/** How good the connection is, as bars; the numbers when one points at it. */
export function QualitySign({ numbers, rating }: { numbers: Numbers; rating: Rating }) {
  const { t } = useTranslation();
  const text = t('quality.numbers', {
    loss: (numbers.loss * 100).toFixed(1),
    jitter: numbers.jitterMs.toFixed(0),
    rtt: numbers.rttMs === null ? '—' : numbers.rttMs.toFixed(0),
    mos: rating.mos.toFixed(1),
  });
  const name = t('quality.connection', { verdict: t(`quality.${rating.verdict}`) });
  return (
    <Tooltip title={text}>
      <span
        className={`quality-sign ${rating.verdict}`}
        role="img"
        tabIndex={0}
        aria-label={`${name}: ${text}`}
        data-testid="quality-sign"
        data-verdict={rating.verdict}
      >
        {[1, 2, 3].map((bar) => (
          <i key={bar} className={bar <= BARS[rating.verdict] ? 'on' : ''} />
        ))}{' '}
        {name}
      </span>
    </Tooltip>
  );
}
