import { DownloadOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { url } from '@/api/client';
import { useMay, useMe } from '@/api/session';
import type { VoiceMail } from '@/api/types';
import { PlayButton, usePlayer } from '@/ui/AudioFile';
import { Caller } from '@/ui/Caller';
import { DataTable, type Column } from '@/ui/DataTable';
import { useListState } from '@/ui/listState';
import { MineFilter, QueueFilter, ToldTag } from '@/ui/filters';
import { PageHead } from '@/ui/PageHead';
import { PeriodPicker } from '@/ui/PeriodPicker';
import { dateTime, duration } from '@/ui/time';

import { Actions } from './Actions';
import { VOICE_MAIL } from './data';

/** What callers left on the boxes that one may hear. */
export function VoiceMailPage() {
  const { t } = useTranslation();
  const may = useMay();
  const zone = useMe().tenant.timezone;
  const navigate = useNavigate();
  const list = useListState('-left_at');
  const player = usePlayer(VOICE_MAIL);
  const at = (moment: number | null) => (moment ? dateTime(moment, zone) : '—');
  const columns: Column<VoiceMail>[] = [
    {
      title: '',
      key: 'play',
      width: 84,
      render: (_, row) => (
        <span className="nowrap" onClick={(event) => event.stopPropagation()} role="presentation">
          <PlayButton sound={{ id: row.id, changed_at: row.left_at }} player={player} />
          <Button
            type="text"
            icon={<DownloadOutlined />}
            href={url(`${VOICE_MAIL}/${row.id}/audio`, { download: 1 })}
            download
            aria-label={t('recording.download')}
          />
        </span>
      ),
    },
    {
      title: t('voice_mail.left_at'),
      sortBy: 'left_at',
      render: (_, row) => <span className="num nowrap">{at(row.left_at)}</span>,
    },
    {
      title: t('call.number'),
      sortBy: 'number',
      render: (_, row) => <Caller number={row.number} />,
    },
    {
      title: t('call.customer'),
      sortBy: 'customer_name',
      render: (_, row) => row.customer_name || row.from_name || '—',
    },
    {
      title: t('voice_mail.box'),
      sortBy: 'box_name',
      render: (_, row) => row.box_name ?? t('voice_mail.nobodys'),
    },
    {
      title: t('voice_mail.length'),
      sortBy: 'length_ms',
      align: 'right',
      render: (_, row) => <span className="num">{duration(row.length_ms)}</span>,
    },
    {
      title: t('voice_mail.state'),
      sortBy: 'heard_at',
      render: (_, row) => <State row={row} at={at} />,
    },
    {
      title: t('voice_mail.assigned_to'),
      sortBy: 'assigned_to_name',
      render: (_, row) => row.assigned_to_name ?? '—',
    },
    {
      title: '',
      key: 'actions',
      fixed: 'right',
      render: (_, row) => <Actions row={row} />,
    },
  ];
  return (
    <div className="page">
      <PageHead title={t('nav.voice_mail')} hint={t('voice_mail.hint')} />
      <DataTable<VoiceMail>
        path={VOICE_MAIL}
        list={list}
        columns={columns}
        search={t('abandoned.search')}
        exportable={may('calls.export')}
        filters={<Filters list={list} />}
        onRow={(row) => void navigate(`/calls?_open=${row.call_id}`)}
        testid="voice-mail"
      />
    </div>
  );
}

/** Whether it was heard, and what was done since. */
function State({ row, at }: { row: VoiceMail; at: (moment: number | null) => string }) {
  const { t } = useTranslation();
  const told = [
    row.heard_at &&
      t('voice_mail.heard_by', { name: row.heard_by_name ?? '—', at: at(row.heard_at) }),
    row.called_at &&
      t('voice_mail.called_by', { name: row.called_by_name ?? '—', at: at(row.called_at) }),
    row.deleted_at &&
      t('voice_mail.deleted_by', { name: row.deleted_by_name ?? '—', at: at(row.deleted_at) }),
  ];
  const state = row.deleted_at ? 'bin' : row.called_at ? 'called' : row.heard_at ? 'heard' : 'new';
  const colour = { bin: 'default', called: 'green', heard: 'blue', new: 'volcano' }[state];
  return (
    <ToldTag state={state} colour={colour} told={told}>
      {t(`voice_mail_state.${state}`)}
    </ToldTag>
  );
}

function Filters({ list }: { list: ReturnType<typeof useListState> }) {
  const { t } = useTranslation();
  const may = useMay();
  const { filters } = list.state;
  return (
    <>
      <Segmented
        value={filters.state ?? ''}
        onChange={(state) => list.change({ state })}
        options={[
          { value: '', label: t('common.all') },
          ...(['new', 'heard', 'bin'] as const).map((state) => ({
            value: state,
            label: t(`voice_mail_state.${state}`),
          })),
        ]}
      />
      <PeriodPicker list={list} />
      <QueueFilter list={list} all={may('voice_mail.read')} />
      <MineFilter list={list} label={t('voice_mail.mine')} testid="voice-mail-mine" />
    </>
  );
}
