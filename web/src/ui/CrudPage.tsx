import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Drawer, Form, Popconfirm, Space, Tooltip, type FormInstance } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useRemove, useSave } from '@/api/resource';
import { useMay } from '@/api/session';

import { DataTable, type Column } from './DataTable';
import { useShowError } from './errors';
import { PageHead } from './PageHead';
import { useListState } from './listState';
import { useSubmit } from './submit';

export interface CrudProps<T extends { id: string }> {
  path: string;
  title: string;
  hint?: ReactNode;
  /** Beside the title: what concerns all entries. */
  extra?: ReactNode;
  /** What one entry is called, in buttons and messages. */
  noun: string;
  nameOf: (row: T) => string;
  writePermission: string;
  columns: Column<T>[];
  defaultSort?: string;
  search?: string;
  filters?: (list: ReturnType<typeof useListState>) => ReactNode;
  /** The form's fields; `row` is undefined for a new entry. */
  fields: (row: T | undefined, form: FormInstance) => ReactNode;
  initial: Record<string, unknown>;
  /** An entry as the form's values, and back. */
  toForm?: (row: T) => Record<string, unknown>;
  fromForm?: (values: Record<string, unknown>, row: T | undefined) => unknown;
  rowActions?: (row: T) => ReactNode;
  canRemove?: (row: T) => boolean;
  width?: number;
  /** Filters that the page sets itself and nobody can clear. */
  fixed?: Record<string, string>;
  /** Between title and list, such as tabs. */
  above?: ReactNode;
  /** Buttons before the one that creates. */
  actions?: ReactNode;
  exportable?: boolean;
}

/** The common page of administration: a list, a drawer to create or change, deletion with a question. */
export function CrudPage<T extends { id: string }>(props: CrudProps<T>) {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const showError = useShowError();
  const remove = useRemove(props.path);
  const own = useListState(props.defaultSort ?? 'name');
  const list = {
    ...own,
    state: { ...own.state, filters: { ...own.state.filters, ...props.fixed } },
  };
  const narrowed = own.state.q !== '' || Object.keys(own.state.filters).length > 0;
  const [edited, setEdited] = useState<{ row?: T } | null>(null);
  const writable = may(props.writePermission);

  const actions: Column<T> = {
    key: '_actions',
    title: '',
    fixed: 'right',
    width: 1,
    render: (_: unknown, row: T) => (
      <Space size={2} onClick={(event) => event.stopPropagation()}>
        {props.rowActions?.(row)}
        {writable && (
          <Tooltip title={t('common.edit')}>
            <Button
              type="text"
              icon={<EditOutlined />}
              aria-label={t('common.edit')}
              onClick={() => setEdited({ row })}
            />
          </Tooltip>
        )}
        {writable && (props.canRemove?.(row) ?? true) && (
          <Popconfirm
            title={t('common.delete_confirm', { name: props.nameOf(row) })}
            okButtonProps={{ danger: true }}
            okText={t('common.delete')}
            onConfirm={() =>
              remove.mutateAsync(row.id).then(
                () => void message.success(t('common.deleted')),
                (error: unknown) => showError(error),
              )
            }
          >
            <Button type="text" danger icon={<DeleteOutlined />} aria-label={t('common.delete')} />
          </Popconfirm>
        )}
      </Space>
    ),
  };
  return (
    <div className="page">
      <PageHead title={props.title} hint={props.hint} extra={props.extra} />
      {props.above}
      <DataTable<T>
        path={props.path}
        list={list}
        columns={[...props.columns, actions]}
        search={props.search ?? t('common.search')}
        filters={props.filters?.(own)}
        exportable={props.exportable ?? false}
        empty={t(narrowed ? 'common.none_found' : 'common.empty')}
        actions={
          <>
            {props.actions}
            {writable && (
              <Button
                type="primary"
                icon={<PlusOutlined />}
                onClick={() => setEdited({})}
                data-testid="create"
              >
                {t('common.create', { noun: props.noun })}
              </Button>
            )}
          </>
        }
      />
      {edited && <EditDrawer {...props} row={edited.row} onClose={() => setEdited(null)} />}
    </div>
  );
}

function EditDrawer<T extends { id: string }>(
  props: CrudProps<T> & { row: T | undefined; onClose: () => void },
) {
  const { row, onClose } = props;
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Record<string, unknown>>();
  const save = useSave<T>(props.path);
  const toForm = props.toForm ?? ((each: T) => ({ ...each }));
  useEffect(() => form.resetFields(), [form, row]);
  const [submit, busy] = useSubmit(form, async (values) => {
    await save.mutateAsync({
      id: row?.id,
      values: props.fromForm ? props.fromForm(values, row) : values,
    });
    void message.success(t('common.saved'));
    onClose();
  });
  return (
    <Drawer
      open
      size={props.width ?? 480}
      title={
        row
          ? `${t('common.edit')} · ${props.nameOf(row)}`
          : t('common.create', { noun: props.noun })
      }
      onClose={onClose}
      mask={{ closable: false }}
      extra={
        <Space>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => void submit()} data-testid="save">
            {t('common.save')}
          </Button>
        </Space>
      }
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={row ? toForm(row) : props.initial}
        onFinish={() => void submit()}
      >
        {props.fields(row, form)}
      </Form>
    </Drawer>
  );
}
