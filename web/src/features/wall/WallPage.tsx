import {
  FullscreenExitOutlined,
  FullscreenOutlined,
  MoonOutlined,
  SettingOutlined,
  SunOutlined,
} from '@ant-design/icons';
import { Button, ConfigProvider, Space, theme as antTheme, Tooltip } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { WallSettings } from '@/api/types';
import { queueRows, waitingCalls } from '@/features/board/figures';
import { serving } from '@/features/floor/lending';
import { useServerNow } from '@/live/clock';
import { useLive } from '@/live/context';
import { useShowError } from '@/ui/errors';
import { dateTime } from '@/ui/time';

import { Alarms } from './Alarms';
import { AgentGrid } from './AgentGrid';
import { Charts } from './Charts';
import { useFigures, type FeedLink } from './feed';
import { Lines } from './Lines';
import { QueueTable } from './QueueTable';
import { Tiles } from './Tiles';
import { useFullPage } from './useFullPage';
import { WallDrawer } from './WallDrawer';
import { useWallSettings, WALL_PARTS } from './wallSettings';
import './wall.css';

const FIRST: WallSettings = { queue_ids: [], dark: true, parts: [...WALL_PARTS] };

const LIGHT = { algorithm: antTheme.defaultAlgorithm };
/** The frame's colours are for a light ground: those that would be lost on a dark one are set anew. */
const DARK = {
  algorithm: antTheme.darkAlgorithm,
  token: {
    colorBgLayout: '#0c1526',
    colorTextDescription: '#a9b8d1',
    colorTextPlaceholder: '#8c9ab4',
  },
};

/** The supervisor's wall: figures, queues, agents and charts of today, to be read from across a room. */
export function WallPage() {
  const { t } = useTranslation();
  const { query, save } = useWallSettings();
  const showError = useShowError();
  const [full, toggleFull] = useFullPage();
  const [setting, setSetting] = useState(false);
  const wall = query.data ?? FIRST;
  const names = useLive((state) => state.names.queues);
  const change = (next: WallSettings) => save.mutate(next, { onError: showError });
  const chosen = wall.queue_ids.filter((id) => Object.hasOwn(names, id));
  const dark = wall.dark;
  const title =
    chosen.length === 0
      ? t('wall.all_queues')
      : chosen.map((id) => names[id]?.name).join(t('wall.and'));
  const button = (label: string, icon: ReactNode, onClick: () => void, testid: string) => (
    <Tooltip title={label}>
      <Button
        type="text"
        size="large"
        icon={icon}
        aria-label={label}
        onClick={onClick}
        data-testid={testid}
      />
    </Tooltip>
  );
  return (
    <ConfigProvider theme={dark ? DARK : LIGHT}>
      <div className={`wall ${dark ? 'dark' : 'light'} ${full ? 'full' : ''}`} data-testid="wall">
        <header className="wall-head">
          <h1 title={title}>{title}</h1>
          <Clock />
          <Space size={4}>
            {button(
              t(dark ? 'wall.light' : 'wall.dark'),
              dark ? <SunOutlined /> : <MoonOutlined />,
              () => change({ ...wall, dark: !dark }),
              'wall-colours',
            )}
            {button(
              t('wall.settings'),
              <SettingOutlined />,
              () => setSetting(true),
              'wall-settings',
            )}
            {button(
              t(full ? 'wall.leave_full' : 'wall.full'),
              full ? <FullscreenExitOutlined /> : <FullscreenOutlined />,
              toggleFull,
              'wall-full',
            )}
          </Space>
        </header>
        <Alarms />
        <Body wall={wall} chosen={chosen} />
      </div>
      {setting && (
        <WallDrawer
          wall={wall}
          queues={Object.entries(names).map(([id, { name }]) => ({ value: id, label: name }))}
          onChange={change}
          onClose={() => setSetting(false)}
        />
      )}
    </ConfigProvider>
  );
}

/** Redrawn by itself when a figure changes; each part shows what is known, and dashes until then. */
function Body({ wall, chosen }: { wall: WallSettings; chosen: string[] }) {
  const { t } = useTranslation();
  const figures = useFigures(wall.queue_ids);
  const board = useLive((state) => state.board);
  const names = useLive((state) => state.names);
  const rows = useMemo(() => {
    const all = queueRows(board, names);
    return chosen.length === 0 ? all : all.filter((row) => chosen.includes(row.id));
  }, [board, names, chosen]);
  const waiting = waitingCalls(board)
    .filter((call) => chosen.length === 0 || chosen.includes(call.queue_id ?? ''))
    .map((call) => call.queued_at ?? call.arrived_at)
    .sort((a, b) => a - b);
  const members = useMemo(
    () => new Set(rows.flatMap((row) => serving(board, names, row.id))),
    [rows, board, names],
  );
  const shows = (part: WallSettings['parts'][number]) => wall.parts.includes(part);
  const { parts } = figures;
  return (
    <>
      <FeedNote link={figures.link} known={figures.at !== null} />
      <main className="wall-body">
        {shows('figures') && <Tiles parts={parts} waiting={waiting} />}
        <div className="wall-middle">
          {shows('queues') && <QueueTable rows={rows} parts={parts} />}
          {shows('agents') && <AgentGrid members={chosen.length === 0 ? null : members} />}
        </div>
        {shows('charts') && <Charts parts={parts} rows={rows} dark={wall.dark} />}
        {shows('lines') && <Lines parts={parts} />}
        {wall.parts.length === 0 && <p className="wall-empty">{t('wall.nothing')}</p>}
      </main>
    </>
  );
}

function Clock() {
  const zone = useMe().tenant.timezone;
  return <time className="num wall-clock">{dateTime(useServerNow(), zone)}</time>;
}

/** Says when figures are not what they are now. */
function FeedNote({ link, known }: { link: FeedLink; known: boolean }) {
  const { t } = useTranslation();
  if (link === 'open' || (link === 'connecting' && !known)) return null;
  return (
    <p className={`wall-note ${link === 'loading' ? '' : 'bad'}`} role="status">
      {t(`wall.link_${link}`)}
    </p>
  );
}
