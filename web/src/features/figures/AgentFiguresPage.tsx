import { Card, Select, Table, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { AgentFigures, AgentFiguresPage as Figures, Queue } from '@/api/types';
import type { SURVEYS } from '@/features/calls/outcomes';
import { DataTable, type Column } from '@/ui/DataTable';
import { PageHead } from '@/ui/PageHead';
import { PeriodPicker } from '@/ui/PeriodPicker';
import { useListState } from '@/ui/listState';

import { AGENT_FIGURES, shown } from './columns';
import { NotReady } from './NotReady';
import { TimeChart } from './TimeChart';

/** Figure -> the calls behind it. */
const SURVEY_OF: Partial<Record<(typeof AGENT_FIGURES)[number], (typeof SURVEYS)[number]>> = {
  surveys_offered: 'offered',
  surveys_answered: 'answered',
  mean_mark: 'marked',
  satisfied_share: 'satisfied',
  complaints: 'complaint',
};
const PATH = '/figures/agents';

/** What each agent did in a period: counts, times and shares, with the calls behind them. */
export function AgentFiguresPage() {
  const { t } = useTranslation();
  const may = useMay();
  const list = useListState('agent_name');
  const { filters } = list.state;
  const queues = useAll<Queue>('/queues', may('queues.read'));
  const callsOf = (row: AgentFigures, filter: 'agent_id' | 'missed_by') => {
    const query = new URLSearchParams({ [filter]: row.agent_id });
    if (filters.from) query.set('from', filters.from);
    if (filters.to) query.set('to', filters.to);
    return `/calls?${query}`;
  };
  const cell = (name: (typeof AGENT_FIGURES)[number], row: AgentFigures) => {
    const text = <span className="num">{shown(row, name)}</span>;
    if (name === 'not_ready') return <NotReady figures={row} />;
    if (name === 'handled' && row.handled > 0)
      return <Link to={callsOf(row, 'agent_id')}>{text}</Link>;
    if (name === 'missed' && row.missed > 0)
      return <Link to={callsOf(row, 'missed_by')}>{text}</Link>;
    const survey = SURVEY_OF[name];
    if (survey && (row[name] ?? 0) > 0)
      return <Link to={`${callsOf(row, 'agent_id')}&survey=${survey}`}>{text}</Link>;
    return text;
  };
  const columns: Column<AgentFigures>[] = [
    {
      title: t('call.agent'),
      sortBy: 'agent_name',
      fixed: 'left',
      render: (_, row) => row.agent_name,
    },
    { title: t('user.extension'), sortBy: 'extension', dataIndex: 'extension' },
    ...AGENT_FIGURES.map((name): Column<AgentFigures> => ({
      title: (
        <Tooltip title={t(`agent_formula.${name}`)}>
          <span>{t(`agent_figure.${name}`)}</span>
        </Tooltip>
      ),
      showSorterTooltip: false,
      sortBy: name,
      align: 'right',
      render: (_, row) => cell(name, row),
    })),
  ];
  return (
    <div className="page">
      <PageHead title={t('nav.agent_figures')} hint={t('agent_figures.hint')} />
      <DataTable<AgentFigures, Figures>
        path={PATH}
        rowKey="agent_id"
        columns={columns}
        list={list}
        search={t('agent_figures.search')}
        exportable
        empty={t('agent_figures.empty')}
        testid="agent-figures"
        filters={
          <>
            <PeriodPicker list={list} />
            {queues.data && (
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                placeholder={t('call.queue')}
                style={{ width: 160 }}
                value={filters.queue_id}
                options={queues.data.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(value: string | undefined) => list.change({ queue_id: value })}
              />
            )}
          </>
        }
        below={(page) =>
          page.items.length > 0 && (
            <Card size="small" title={t('agent_figures.times')} style={{ marginTop: 16 }}>
              <TimeChart agents={page.items} />
            </Card>
          )
        }
        summary={(page) => (
          <Table.Summary.Row>
            <Table.Summary.Cell index={0}>{t('agent_figures.together')}</Table.Summary.Cell>
            <Table.Summary.Cell index={1} />
            {AGENT_FIGURES.map((name, i) => (
              <Table.Summary.Cell key={name} index={i + 2} align="right">
                <b className="num">{shown(page.together, name)}</b>
              </Table.Summary.Cell>
            ))}
          </Table.Summary.Row>
        )}
      />
    </div>
  );
}
