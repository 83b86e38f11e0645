import { EyeOutlined } from '@ant-design/icons';
import { Button, DatePicker, Drawer, Form, Input, Tag, Tooltip } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { Bulletin } from '@/api/types';
import { useServerNow } from '@/live/clock';
import { CrudPage } from '@/ui/CrudPage';
import { SwitchField, TextField } from '@/ui/fields';
import { dateTime, fromPicker, toPicker } from '@/ui/time';

import { ReadBy } from './Sent';

/** Notices: write, change, take away, and see who has read them. */
export function Notices({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation();
  const zone = useMe().tenant.timezone;
  const [open, setOpen] = useState<Bulletin | null>(null);
  const picked = (value: unknown) => (value ? fromPicker(value as Dayjs, zone) : null);
  const time = (at: number | null) => <span className="num nowrap">{dateTime(at, zone)}</span>;
  return (
    <>
      <CrudPage<Bulletin>
        path="/bulletins"
        title={t('nav.messages')}
        hint={t('bulletin.hint')}
        above={tabs}
        noun={t('bulletin.one')}
        nameOf={(row) => row.title}
        writePermission="bulletins.write"
        defaultSort="-from_at"
        width={560}
        initial={{ title: '', text: '', pinned: false, from_at: null, until_at: null }}
        toForm={(row) => ({
          title: row.title,
          text: row.text,
          pinned: row.pinned,
          from_at: toPicker(row.from_at, zone),
          until_at: row.until_at === null ? null : toPicker(row.until_at, zone),
        })}
        fromForm={(values) => ({
          ...values,
          from_at: picked(values.from_at),
          until_at: picked(values.until_at),
        })}
        rowActions={(row) => (
          <Tooltip title={t('bulletin.readers')}>
            <Button
              type="text"
              icon={<EyeOutlined />}
              aria-label={t('bulletin.readers')}
              onClick={() => setOpen(row)}
            />
          </Tooltip>
        )}
        columns={[
          { title: t('bulletin.title'), sortBy: 'title', dataIndex: 'title' },
          { title: t('common.status'), render: (_, row) => <Period row={row} /> },
          {
            title: t('bulletin.pinned'),
            sortBy: 'pinned',
            render: (_, row) => t(row.pinned ? 'common.yes' : 'common.no'),
          },
          {
            title: t('bulletin.from_at'),
            sortBy: 'from_at',
            render: (_, row) => time(row.from_at),
          },
          {
            title: t('bulletin.until_at'),
            sortBy: 'until_at',
            render: (_, row) => time(row.until_at),
          },
          { title: t('bulletin.author'), sortBy: 'author_name', dataIndex: 'author_name' },
          {
            title: t('message.have_read'),
            align: 'right',
            render: (_, row) => (
              <span className="num">
                {row.read} / {row.people}
              </span>
            ),
          },
        ]}
        fields={() => (
          <>
            <TextField name="title" label={t('bulletin.title')} required />
            <Form.Item
              name="text"
              label={t('message.text')}
              extra={t('bulletin.text_help')}
              rules={[{ required: true, whitespace: true }, { max: 4000 }]}
            >
              <Input.TextArea rows={8} showCount maxLength={4000} data-testid="field-text" />
            </Form.Item>
            <SwitchField name="pinned" label={t('bulletin.pinned')} />
            <Form.Item name="from_at" label={t('bulletin.from_at')} extra={t('bulletin.from_help')}>
              <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
            </Form.Item>
            <Form.Item
              name="until_at"
              label={t('bulletin.until_at')}
              extra={t('bulletin.until_help')}
            >
              <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
            </Form.Item>
          </>
        )}
      />
      {open && (
        <Drawer open size={520} title={open.title} onClose={() => setOpen(null)}>
          <ReadBy path={`/bulletins/${open.id}/readers`} />
        </Drawer>
      )}
    </>
  );
}

function Period({ row }: { row: Bulletin }) {
  const { t } = useTranslation();
  const now = useServerNow();
  if (row.from_at > now) return <Tag color="blue">{t('bulletin.to_come')}</Tag>;
  if (row.until_at !== null && row.until_at <= now) return <Tag>{t('bulletin.over')}</Tag>;
  return <Tag color="green">{t('bulletin.posted')}</Tag>;
}
