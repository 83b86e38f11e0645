import { Button, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { useMay } from '@/api/session';
import { PageHead } from '@/ui/PageHead';

import { Compose } from './Compose';
import { Notices } from './Notices';
import { Received } from './Received';
import { Sent } from './Sent';

const TABS = ['received', 'sent', 'notices'] as const;
type Tab = (typeof TABS)[number];

/** Everything that came and went, and, for supervisors, the notices. The tab is in the address. */
export function MessagesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const [writing, setWriting] = useState(false);
  const shown = TABS.filter((name) => name !== 'notices' || may('bulletins.write'));
  const tab: Tab = shown.find((name) => name === params.get('_tab')) ?? 'received';
  const tabs = (
    <Tabs
      activeKey={tab}
      onChange={(name) => setParams({ _tab: name })}
      items={shown.map((name) => ({ key: name, label: t(`message_tab.${name}`) }))}
    />
  );
  if (tab === 'notices') return <Notices tabs={tabs} />;
  return (
    <div className="page">
      <PageHead
        title={t('nav.messages')}
        extra={
          <Button type="primary" onClick={() => setWriting(true)}>
            {t('message.write')}
          </Button>
        }
      />
      {tabs}
      {tab === 'received' ? <Received /> : <Sent />}
      {writing && <Compose onClose={() => setWriting(false)} />}
    </div>
  );
}
