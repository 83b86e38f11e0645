import { DownloadOutlined, ReloadOutlined, SearchOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Input, Table, Tooltip, type InputRef, type TableColumnsType } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { url } from '@/api/client';
import { useList } from '@/api/resource';
import type { Page } from '@/api/types';

import { LoadError } from './errors';
import { toQuery, type useListState } from './listState';
import { endSearchWish, reachable, searchWished } from './moves';

export type Column<T> = TableColumnsType<T>[number] & {
  /** The field the server sorts by; the column then has a sorter. */
  sortBy?: string;
};

interface Props<T, P extends Page<T>> {
  path: string;
  columns: Column<T>[];
  list: ReturnType<typeof useListState>;
  rowKey?: string;
  search?: string;
  filters?: ReactNode;
  actions?: ReactNode;
  exportable?: boolean;
  onRow?: (row: T) => void;
  empty?: ReactNode;
  /** Shown under the table, of what the server sent. */
  below?: (page: P) => ReactNode;
  /** A row under the table, likewise. */
  summary?: (page: P) => ReactNode;
  testid?: string;
}

/** A server-side table: search, filters, order and page live in the address; export honours them. */
export function DataTable<T extends object, P extends Page<T> = Page<T>>(props: Props<T, P>) {
  const { path, columns, list, rowKey = 'id' } = props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const { state, change } = list;
  const query = toQuery(state);
  const result = useList<T>(path, query);
  const sortable = columns.map(({ sortBy, ...column }) =>
    sortBy
      ? {
          ...column,
          key: sortBy,
          sorter: true,
          sortOrder:
            state.sort === sortBy
              ? ('ascend' as const)
              : state.sort === `-${sortBy}`
                ? ('descend' as const)
                : null,
        }
      : column,
  );
  const narrowed = state.q !== '' || Object.keys(state.filters).length > 0;
  const total = result.data?.total ?? 0;
  const lastPage = Math.max(1, Math.ceil(total / state.size));
  const beyond = result.data !== undefined && !result.isPlaceholderData && state.page > lastPage;
  useEffect(() => {
    // The last entry of the last page was deleted, or the address is an old one.
    if (beyond) change({ page: lastPage });
  }, [beyond, lastPage]); // eslint-disable-line react-hooks/exhaustive-deps -- change is new each time
  const exported = { ...query, page: '', size: '' };
  return (
    <div className="data-table" data-testid={props.testid}>
      <div className="toolbar">
        {props.search !== undefined && (
          <SearchBox
            key={state.q}
            q={state.q}
            hint={props.search}
            onSearch={(q) => change({ q })}
          />
        )}
        {props.filters}
        <span className="toolbar-end">
          <Tooltip title={t('common.refresh')}>
            <Button
              icon={<ReloadOutlined />}
              aria-label={t('common.refresh')}
              onClick={() => void client.invalidateQueries({ queryKey: [path] })}
            />
          </Tooltip>
          {props.exportable && (
            <Button icon={<DownloadOutlined />} href={url(`${path}/export.csv`, exported)} download>
              {t('common.export')}
            </Button>
          )}
          {props.actions}
        </span>
      </div>
      {result.error && (
        <div className="toolbar">
          <LoadError error={result.error} retry={() => void result.refetch()} />
        </div>
      )}
      <Table<T>
        rowKey={rowKey}
        size="middle"
        columns={sortable}
        dataSource={result.data?.items ?? []}
        loading={result.isFetching && !result.data}
        scroll={{ x: 'max-content' }}
        locale={{
          emptyText: result.data ? (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={props.empty ?? t(narrowed ? 'common.none_found' : 'common.empty')}
            />
          ) : (
            <div style={{ minHeight: 120 }} />
          ),
        }}
        summary={() => result.data && result.data.total > 0 && props.summary?.(result.data as P)}
        onRow={(row) => (props.onRow ? reachable(() => props.onRow?.(row)) : {})}
        pagination={{
          current: state.page,
          pageSize: state.size,
          total,
          showSizeChanger: true,
          pageSizeOptions: [20, 50, 100, 200],
          showTotal: (total) => t('common.total', { count: total }),
        }}
        onChange={(pagination, _filters, sorter, { action }) => {
          const first = Array.isArray(sorter) ? sorter[0] : sorter;
          if (action === 'sort') {
            const by = String(first?.columnKey ?? '');
            change({ sort: first?.order ? (first.order === 'descend' ? `-${by}` : by) : null });
          } else {
            const sized = pagination.pageSize !== state.size;
            change({ page: sized ? 1 : pagination.current, size: pagination.pageSize });
          }
        }}
      />
      {result.data && props.below?.(result.data as P)}
    </div>
  );
}

function SearchBox(props: { q: string; hint: string; onSearch: (q: string) => void }) {
  const [text, setText] = useState(props.q);
  const input = useRef<InputRef>(null);
  useEffect(() => {
    if (!searchWished()) return;
    endSearchWish();
    input.current?.focus();
  }, []);
  return (
    <Input
      className="search"
      ref={input}
      allowClear
      prefix={<SearchOutlined />}
      placeholder={props.hint}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        if (event.target.value === '') props.onSearch('');
      }}
      onPressEnter={() => props.onSearch(text.trim())}
      onBlur={() => text.trim() !== props.q && props.onSearch(text.trim())}
    />
  );
}
