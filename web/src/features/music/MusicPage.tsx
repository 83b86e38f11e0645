import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMay, useMe } from '@/api/session';
import type { Music } from '@/api/types';
import { PlayButton, UploadButton, usePlayer } from '@/ui/AudioFile';
import { CrudPage } from '@/ui/CrudPage';
import { TextField } from '@/ui/fields';
import { dateTime, duration } from '@/ui/time';

/** Music that queues can play to waiting callers. */
export function MusicPage() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const may = useMay();
  const player = usePlayer('/music');
  return (
    <CrudPage<Music>
      path="/music"
      title={t('nav.music')}
      hint={t('music.hint')}
      noun={t('music.one')}
      nameOf={(row) => row.name}
      writePermission="prompts.write"
      initial={{}}
      fromForm={({ name }) => ({ name })}
      columns={[
        { title: t('queue.name'), sortBy: 'name', dataIndex: 'name' },
        {
          title: t('prompt.length'),
          align: 'right',
          sortBy: 'length_ms',
          render: (_, row) =>
            row.length_ms ? (
              <span className="num">{duration(row.length_ms)}</span>
            ) : (
              <Tag color="orange">{t('music.empty')}</Tag>
            ),
        },
        {
          title: t('prompt.changed_at'),
          sortBy: 'changed_at',
          render: (_, row) => (
            <span className="num nowrap">{dateTime(row.changed_at, tenant.timezone)}</span>
          ),
        },
      ]}
      fields={() => (
        <TextField name="name" label={t('queue.name')} help={t('music.name_help')} required />
      )}
      rowActions={(row) => (
        <>
          {row.length_ms > 0 && <PlayButton sound={row} player={player} />}
          {may('prompts.write') && (
            <UploadButton path="/music" id={row.id} title={t('music.upload')} />
          )}
        </>
      )}
    />
  );
}
