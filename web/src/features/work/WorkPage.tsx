import { Alert, Col, Row } from 'antd';
import { useTranslation } from 'react-i18next';

import { OwnFigures } from '@/features/figures/OwnFigures';

import { useStation } from './station';
import { StationChoice } from './StationChoice';
import { CallPanel } from './CallPanel';
import { CustomerPanel } from './CustomerPanel';
import { DraftProvider } from './useDraft';
import { RecentCalls } from './RecentCalls';
import { Waiting } from '@/ui/Waiting';

/** The agent desktop: the call on the left, whom it is about on the right. */
export function WorkPage() {
  const { t } = useTranslation();
  const { able, agent, call, known } = useStation();
  if (!able) {
    return (
      <div className="page narrow">
        <Alert
          type="info"
          showIcon
          title={t('work.no_extension')}
          description={t('work.no_extension_help')}
        />
      </div>
    );
  }
  if (!known) return <Waiting />;
  if (!agent) return <StationChoice />;
  return (
    <div className="page work">
      <DraftProvider call={call}>
        <Row gutter={[16, 16]}>
          <Col xs={24} lg={10} xxl={8}>
            <CallPanel />
          </Col>
          <Col xs={24} lg={14} xxl={16}>
            {call ? (
              <CustomerPanel key={call.id} call={call} />
            ) : (
              <div className="stack">
                <OwnFigures since={agent.since} />
                <RecentCalls />
              </div>
            )}
          </Col>
        </Row>
      </DraftProvider>
    </div>
  );
}
