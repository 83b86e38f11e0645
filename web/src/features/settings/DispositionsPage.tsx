import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import {
  App,
  Button,
  Card,
  Empty,
  Form,
  Modal,
  Popconfirm,
  Skeleton,
  Space,
  Tag,
  Tree,
} from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAll, useRemove, useSave } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Disposition } from '@/api/types';
import { LoadError, useShowError } from '@/ui/errors';
import { NumberField, SwitchField, TextField } from '@/ui/fields';
import { PageHead } from '@/ui/PageHead';
import { useSubmit } from '@/ui/submit';

import { toTree, type DispositionNode } from './choices';

type Edited = { row?: DispositionNode; parent_id: string | null };

/** How calls may end, as a tree; agents choose its leaves in wrap-up. */
export function DispositionsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const showError = useShowError();
  const all = useAll<Disposition>('/dispositions');
  const remove = useRemove('/dispositions');
  const [edited, setEdited] = useState<Edited | null>(null);
  const writable = may('settings.write');
  const treeData = (nodes: DispositionNode[]): object[] =>
    nodes.map((node) => ({
      key: node.id,
      title: (
        <Space>
          <span className={node.active ? '' : 'muted'}>{node.name}</span>
          {!node.active && <Tag>{t('common.inactive')}</Tag>}
          {writable && (
            <Space size={0}>
              <Button
                type="text"
                size="small"
                icon={<PlusOutlined />}
                aria-label={t('disposition.add_below')}
                title={t('disposition.add_below')}
                onClick={() => setEdited({ parent_id: node.id })}
              />
              <Button
                type="text"
                size="small"
                icon={<EditOutlined />}
                aria-label={t('common.edit')}
                onClick={() => setEdited({ row: node, parent_id: node.parent_id })}
              />
              <Popconfirm
                title={t('common.delete_confirm', { name: node.name })}
                okText={t('common.delete')}
                okButtonProps={{ danger: true }}
                onConfirm={() =>
                  remove.mutateAsync(node.id).then(() => {
                    void message.success(t('common.deleted'));
                  }, showError)
                }
              >
                <Button
                  type="text"
                  size="small"
                  danger
                  icon={<DeleteOutlined />}
                  aria-label={t('common.delete')}
                />
              </Popconfirm>
            </Space>
          )}
        </Space>
      ),
      children: treeData(node.children),
    }));
  const tree = toTree(all.data ?? []);
  return (
    <div className="page narrow">
      <PageHead
        title={t('nav.dispositions')}
        hint={t('disposition.hint')}
        extra={
          writable && (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => setEdited({ parent_id: null })}
            >
              {t('common.create', { noun: t('disposition.one') })}
            </Button>
          )
        }
      />
      <Card>
        {all.isPending && <Skeleton active />}
        {all.error && <LoadError error={all.error} retry={() => void all.refetch()} />}
        {all.data && tree.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} />}
        {tree.length > 0 && (
          <Tree blockNode defaultExpandAll selectable={false} treeData={treeData(tree) as never} />
        )}
      </Card>
      {edited && <EditDialog edited={edited} onClose={() => setEdited(null)} />}
    </div>
  );
}

function EditDialog({ edited, onClose }: { edited: Edited; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm();
  const save = useSave<Disposition>('/dispositions');
  const { row, parent_id } = edited;
  const [submit, busy] = useSubmit(form, async (values) => {
    await save.mutateAsync({ id: row?.id, values: { ...values, parent_id } });
    void message.success(t('common.saved'));
    onClose();
  });
  return (
    <Modal
      open
      title={row ? t('common.edit') : t('common.create', { noun: t('disposition.one') })}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('common.save')}
      okButtonProps={{ loading: busy }}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={row ?? { name: '', position: 0, active: true }}
        onFinish={submit}
      >
        <TextField name="name" label={t('disposition.name')} required />
        <NumberField name="position" label={t('reason.position')} max={1000} />
        <SwitchField name="active" label={t('common.active')} help={t('disposition.active_help')} />
      </Form>
    </Modal>
  );
}
