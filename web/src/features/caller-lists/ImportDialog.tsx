import { InboxOutlined } from '@ant-design/icons';
import { Alert, App, Checkbox, Modal, Select, Space, Spin, Table, Upload } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { request } from '@/api/client';
import type { CallerListKind, ImportReport } from '@/api/types';
import { errorText } from '@/ui/errors';
import { useOnce } from '@/ui/once';

const FIELDS = [
  'pattern',
  'reason',
  'expires_at',
  'number',
  'line',
  'flow_name',
  'level',
  'priority',
  'active',
  'kind',
] as const;

interface Chosen {
  file: File;
  mapping?: Record<string, number>;
  replace: boolean;
  confirm_wide: boolean;
}

/** A file of entries: tried first, each bad line shown, then taken in. */
export function ImportDialog({ kind, onClose }: { kind: CallerListKind; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [report, setReport] = useState<ImportReport | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const send = async (next: Chosen, dryRun: boolean) => {
    const form = new FormData();
    form.set('file', next.file);
    form.set('kind', kind);
    if (next.mapping) form.set('mapping', JSON.stringify(next.mapping));
    form.set('replace', String(next.replace));
    form.set('confirm_wide', String(next.confirm_wide));
    form.set('dry_run', String(dryRun));
    setBusy(true);
    setProblem(null);
    try {
      return (await (
        await request('POST', '/caller-lists/import', { form })
      ).json()) as ImportReport;
    } catch (error) {
      setProblem(error);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const tryOut = async (next: Chosen) => {
    setChosen(next);
    setReport(await send(next, true));
  };
  const takeIn = useOnce(async () => {
    const done = chosen && (await send({ ...chosen, mapping: report?.mapping ?? {} }, false));
    if (!done) return;
    await client.invalidateQueries({ queryKey: ['/caller-lists'] });
    void message.success(t('caller_list.imported', { count: done.new + done.replaced }));
    onClose();
  });
  const good = report ? report.new + report.replaced : 0;
  return (
    <Modal
      open
      width={820}
      title={t('caller_list.import')}
      onCancel={onClose}
      okText={t('caller_list.import_good', { count: good })}
      okButtonProps={
        { disabled: good === 0 || busy, 'data-testid': 'import-now' } as Record<
          `data-${string}`,
          string
        >
      }
      confirmLoading={busy && report !== null}
      onOk={() => void takeIn()}
    >
      <div className="stack">
        <Upload.Dragger
          accept=".csv,.txt,.xlsx"
          showUploadList={false}
          beforeUpload={(file) => {
            setReport(null);
            void tryOut({ file, replace: false, confirm_wide: false });
            return false;
          }}
        >
          <p className="ant-upload-drag-icon">
            <InboxOutlined />
          </p>
          <p>{chosen?.file.name ?? t('caller_list.choose_file')}</p>
          <p className="muted">{t('caller_list.file_help')}</p>
        </Upload.Dragger>
        {busy && !report && <Spin />}
        {problem !== null && <Alert type="error" showIcon title={errorText(problem, t)} />}
        {chosen && report && (
          <Tried
            report={report}
            chosen={chosen}
            kind={kind}
            onChange={(change) => void tryOut({ ...chosen, mapping: report.mapping, ...change })}
          />
        )}
      </div>
    </Modal>
  );
}

interface TriedProps {
  report: ImportReport;
  chosen: Chosen;
  kind: CallerListKind;
  onChange: (change: Partial<Chosen>) => void;
}

function Tried({ report, chosen, kind, onChange }: TriedProps) {
  const { t } = useTranslation();
  const fields = FIELDS.filter(
    (name) =>
      (name !== 'flow_name' || kind === 'black') &&
      ((name !== 'level' && name !== 'priority') || kind === 'vip'),
  );
  const without = (name: string) =>
    Object.fromEntries(Object.entries(report.mapping).filter(([each]) => each !== name));
  return (
    <>
      <Alert
        type={report.bad > 0 ? 'warning' : 'success'}
        showIcon
        title={t('caller_list.tried', {
          lines: report.lines,
          fresh: report.new,
          replaced: report.replaced,
          known: report.known,
          bad: report.bad,
        })}
      />
      <Space wrap>
        {fields.map((name) => (
          <label key={name}>
            <div className="muted">{t(`caller_list_column.${name}`)}</div>
            <Select
              style={{ width: 140 }}
              allowClear={name !== 'pattern'}
              placeholder="—"
              value={report.mapping[name]}
              options={report.columns.map((label, place) => ({
                value: place,
                label: [label, report.sample[0]?.[place]].filter(Boolean).join(' · '),
              }))}
              onChange={(place: number | undefined) =>
                onChange({
                  mapping:
                    place === undefined ? without(name) : { ...report.mapping, [name]: place },
                })
              }
            />
          </label>
        ))}
      </Space>
      <Space wrap>
        <Checkbox
          checked={chosen.replace}
          onChange={(event) => onChange({ replace: event.target.checked })}
        >
          {t('caller_list.replace')}
        </Checkbox>
        <Checkbox
          checked={chosen.confirm_wide}
          onChange={(event) => onChange({ confirm_wide: event.target.checked })}
        >
          {t('caller_list.confirm_wide')}
        </Checkbox>
      </Space>
      {report.problems.length > 0 && (
        <Table
          size="small"
          rowKey="line"
          data-testid="import-problems"
          dataSource={report.problems}
          pagination={{ pageSize: 8, showSizeChanger: false }}
          columns={[
            { title: t('caller_list.line_number'), dataIndex: 'line', align: 'right', width: 70 },
            { title: t('caller_list.value'), dataIndex: 'value', ellipsis: true, width: 180 },
            { title: t('caller_list.problem'), dataIndex: 'message' },
          ]}
        />
      )}
    </>
  );
}
