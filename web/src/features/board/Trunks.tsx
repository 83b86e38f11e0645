import { Badge, Card, Empty, Progress, Table, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { useFigures } from '@/features/wall/feed';
import { pressure, trunkRows } from '@/features/wall/parts';

const BADGE = {
  online: 'success',
  offline: 'error',
  rejected: 'error',
  unknown: 'default',
} as const;
const STROKE = { bad: '#d4380d', near: '#d48806', '': '#2f6bff' } as const;
const NO_QUEUES: readonly string[] = [];

/** Channels of each trunk in use against its limit, whether it is there, and the most of today. */
export function Trunks() {
  const { t } = useTranslation();
  const { parts } = useFigures(NO_QUEUES, 'trunks');
  const rows = trunkRows(parts.trunks);
  return (
    <Card title={t('board.trunks')} styles={{ body: { padding: 0 } }} data-testid="board-trunks">
      <Table
        rowKey="id"
        size="middle"
        pagination={false}
        loading={parts.trunks === undefined}
        scroll={{ x: 'max-content', y: 360 }}
        dataSource={rows}
        onRow={(row) =>
          ({ 'data-trunk': row.name, 'data-pressure': pressure(row) }) as Record<string, string>
        }
        locale={{
          emptyText: parts.trunks ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('board.no_trunks')} />
          ) : (
            ' '
          ),
        }}
        columns={[
          {
            title: t('trunk.name'),
            dataIndex: 'name',
            sorter: (a, b) => a.name.localeCompare(b.name, 'zh'),
          },
          {
            title: t('trunk.status'),
            render: (_, row) => (
              <Badge status={BADGE[row.state]} text={t(`trunk_status.${row.state}`)} />
            ),
          },
          {
            title: <Tooltip title={t('board.in_use_formula')}>{t('board.in_use')}</Tooltip>,
            sorter: (a, b) => a.now - b.now,
            render: (_, row) => {
              const mark = pressure(row);
              return (
                <Tooltip
                  title={mark && t(mark === 'bad' ? 'board.trunk_full' : 'board.trunk_near')}
                >
                  <div style={{ minWidth: 120 }}>
                    <Typography.Text strong className="num" style={{ color: mark && STROKE[mark] }}>
                      {row.now} / {row.limit || t('trunk.no_limit')}
                    </Typography.Text>
                    {row.limit > 0 && (
                      <Progress
                        percent={Math.min(100, (row.now / row.limit) * 100)}
                        showInfo={false}
                        size="small"
                        strokeColor={STROKE[mark]}
                        aria-label={t('board.in_use')}
                      />
                    )}
                  </div>
                </Tooltip>
              );
            },
          },
          {
            title: t('board.most_today'),
            align: 'right',
            dataIndex: 'most_at_once',
            sorter: (a, b) => a.most_at_once - b.most_at_once,
          },
        ]}
      />
    </Card>
  );
}
