import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { PageHead } from '@/ui/PageHead';

import { Entries } from './Entries';
import { Refused } from './Refused';

const TABS = ['black', 'white', 'vip', 'refused'] as const;
type Tab = (typeof TABS)[number];

/** Blacklist, white list, VIP list, and the log of callers whom they refused. The tab is in the address. */
export function CallerListsPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const tab: Tab = TABS.find((name) => name === params.get('_tab')) ?? 'black';
  const tabs = (
    <Tabs
      activeKey={tab}
      // Filters of one tab mean nothing to the next.
      onChange={(name) => setParams({ _tab: name })}
      items={TABS.map((name) => ({ key: name, label: t(`caller_list_tab.${name}`) }))}
    />
  );
  if (tab === 'refused') {
    return (
      <div className="page">
        <PageHead title={t('nav.caller_lists')} hint={t('caller_list_hint.refused')} />
        {tabs}
        <Refused />
      </div>
    );
  }
  return <Entries key={tab} kind={tab} tabs={tabs} />;
}
