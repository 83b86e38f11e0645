import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { useMay } from '@/api/session';
import { PageHead } from '@/ui/PageHead';

import { Channels } from './Channels';
import { Deliveries } from './Deliveries';
import { History } from './History';
import { Rules } from './Rules';

const TABS = ['history', 'rules', 'sent', 'channels'] as const;
type Tab = (typeof TABS)[number];

/** What was raised, what is watched, what was sent, and how. The tab is in the address. */
export function AlarmsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const shown = TABS.filter(
    (name) => name === 'history' || name === 'rules' || may('alarms.write'),
  );
  const tab: Tab = shown.find((name) => name === params.get('_tab')) ?? 'history';
  const tabs = (
    <Tabs
      activeKey={tab}
      onChange={(name) => setParams({ _tab: name })}
      items={shown.map((name) => ({ key: name, label: t(`alarm_tab.${name}`) }))}
    />
  );
  if (tab === 'rules') return <Rules tabs={tabs} />;
  return (
    <div className="page">
      <PageHead title={t('nav.alarms')} hint={t(`alarm_hint.${tab}`)} />
      {tabs}
      {tab === 'history' && <History />}
      {tab === 'sent' && <Deliveries />}
      {tab === 'channels' && <Channels />}
    </div>
  );
}
