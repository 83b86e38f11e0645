import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Call } from '@/api/types';

/** What the customer thought of it, and whether they complained; a dash when they were not asked. */
export function SurveyMark({ call }: { call: Call }) {
  const { t } = useTranslation();
  if (call.survey === '') return '—';
  const label = call.survey_label || '—';
  const text =
    call.survey === 'offered'
      ? t('call.survey_no_answer')
      : call.survey_score === null
        ? label
        : t('call.survey_mark', { label, score: call.survey_score });
  return (
    <span className="nowrap" data-testid="survey-mark" data-score={call.survey_score ?? ''}>
      {text}
      {call.complaint && (
        <Tag color="red" style={{ marginInlineStart: 8 }}>
          {t('call.complaint')}
        </Tag>
      )}
    </span>
  );
}
