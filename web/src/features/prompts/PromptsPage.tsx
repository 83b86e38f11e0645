import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Space, Switch, Tag, Tooltip } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay, useMe } from '@/api/session';
import type { Prompt } from '@/api/types';
import { LANGUAGES } from '@/i18n';
import { PlayButton, UploadButton, usePlayer } from '@/ui/AudioFile';
import { DataTable } from '@/ui/DataTable';
import { useShowError } from '@/ui/errors';
import { PageHead } from '@/ui/PageHead';
import { useListState } from '@/ui/listState';
import { dateTime, duration } from '@/ui/time';

import { CreateDialog, SpeakDialog } from './PromptDialogs';

/** What callers hear. Each prompt is spoken from its text or comes from an uploaded recording. */
export function PromptsPage() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const may = useMay();
  const list = useListState('name');
  const [spoken, setSpoken] = useState<Prompt | null>(null);
  const [adding, setAdding] = useState(false);
  const player = usePlayer('/prompts');
  const writable = may('prompts.write');
  return (
    <div className="page">
      <PageHead
        title={t('nav.prompts')}
        hint={t('prompt.hint')}
        extra={
          writable && (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              data-testid="add-prompts"
              onClick={() => setAdding(true)}
            >
              {t('common.create', { noun: t('prompt.create') })}
            </Button>
          )
        }
      />
      <DataTable<Prompt>
        path="/prompts"
        list={list}
        search={t('common.search')}
        columns={[
          { title: t('prompt.name'), sortBy: 'name', dataIndex: 'name' },
          {
            title: t('prompt.language'),
            sortBy: 'language',
            render: (_, row) =>
              LANGUAGES.find(({ value }) => value === row.language)?.label ??
              t(`prompt_language.${row.language}`, { defaultValue: row.language }),
          },
          {
            title: t('prompt.text'),
            render: (_, row) => <div style={{ maxWidth: 480 }}>{row.text || '—'}</div>,
          },
          {
            title: t('prompt.origin'),
            render: (_, row) => (
              <Tag color={row.origin === 'uploaded' ? 'blue' : undefined}>
                {t(`prompt_origin.${row.origin}`)}
              </Tag>
            ),
          },
          {
            title: t('prompt.offered'),
            render: (_, row) => <OfferSwitch prompt={row} writable={writable} />,
          },
          {
            title: t('prompt.length'),
            align: 'right',
            render: (_, row) => <span className="num">{duration(row.length_ms)}</span>,
          },
          {
            title: t('prompt.changed_at'),
            sortBy: 'changed_at',
            render: (_, row) => (
              <span className="num nowrap">{dateTime(row.changed_at, tenant.timezone)}</span>
            ),
          },
          {
            key: '_actions',
            fixed: 'right',
            render: (_, row) => (
              <Space size={2}>
                <PlayButton sound={row} player={player} />
                {writable && (
                  <UploadButton path="/prompts" id={row.id} title={t('prompt.upload')} />
                )}
                {writable && (
                  <Tooltip title={t('prompt.synthesise')}>
                    <Button
                      type="text"
                      icon={<EditOutlined />}
                      aria-label={t('prompt.synthesise')}
                      onClick={() => setSpoken(row)}
                    />
                  </Tooltip>
                )}
              </Space>
            ),
          },
        ]}
      />
      {adding && <CreateDialog onClose={() => setAdding(false)} />}
      {spoken && <SpeakDialog prompt={spoken} onClose={() => setSpoken(null)} />}
    </div>
  );
}

/** Whether agents may play it to callers. */
function OfferSwitch({ prompt, writable }: { prompt: Prompt; writable: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const showError = useShowError();
  const [busy, setBusy] = useState(false);
  const change = async (offered: boolean) => {
    setBusy(true);
    try {
      await api.patch(`/prompts/${prompt.id}`, { offered });
      await client.invalidateQueries({ queryKey: ['/prompts'] });
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Switch
      size="small"
      checked={prompt.offered}
      disabled={!writable}
      loading={busy}
      aria-label={t('prompt.offered')}
      onChange={(offered) => void change(offered)}
    />
  );
}
