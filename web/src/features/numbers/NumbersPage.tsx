import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { FlowSummary, Hours, PhoneNumber, Trunk } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { NumberField, SelectField, SwitchField, TextField } from '@/ui/fields';

export function NumbersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const flows = useAll<FlowSummary>('/flows', may('flows.read'));
  const trunks = useAll<Trunk>('/trunks', may('trunks.read'));
  const hours = useAll<Hours>('/hours', may('hours.read'));
  const nameIn = (list: { id: string; name: string }[] | undefined, id: string | null) =>
    list?.find((entry) => entry.id === id)?.name;
  const options = (list: { id: string; name: string }[] | undefined) =>
    (list ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <CrudPage<PhoneNumber>
      path="/numbers"
      title={t('nav.numbers')}
      hint={t('number.hint')}
      noun={t('number.one')}
      nameOf={(row) => row.number}
      writePermission="numbers.write"
      defaultSort="number"
      initial={{
        priority: 0,
        line: '',
        trunk_id: null,
        hours_id: null,
        closed_flow_id: null,
        white_list_only: false,
        language: 'zh',
        show_out: false,
      }}
      columns={[
        { title: t('number.number'), sortBy: 'number', dataIndex: 'number' },
        { title: t('call.line'), sortBy: 'line', dataIndex: 'line' },
        {
          title: t('number.trunk'),
          render: (_, row) => nameIn(trunks.data, row.trunk_id) ?? t('number.any_trunk'),
        },
        { title: t('number.flow'), render: (_, row) => nameIn(flows.data, row.flow_id) },
        { title: t('number.language'), render: (_, row) => t(`prompt_language.${row.language}`) },
        {
          title: t('number.hours'),
          render: (_, row) => nameIn(hours.data, row.hours_id) ?? t('number.always'),
        },
        {
          title: t('number.closed_flow'),
          render: (_, row) => nameIn(flows.data, row.closed_flow_id) ?? '—',
        },
        { title: t('queue.priority'), align: 'right', sortBy: 'priority', dataIndex: 'priority' },
        {
          title: t('number.white_list_only'),
          render: (_, row) => (row.white_list_only ? t('common.yes') : '—'),
        },
        {
          title: t('number.show_out'),
          render: (_, row) => (row.show_out ? t('common.yes') : '—'),
        },
      ]}
      fields={() => (
        <>
          <TextField
            name="number"
            label={t('number.number')}
            help={t('number.number_help')}
            required
            max={33}
          />
          <TextField name="line" label={t('call.line')} help={t('number.line_help')} />
          <SelectField
            name="trunk_id"
            label={t('number.trunk')}
            none={t('number.any_trunk')}
            options={options(trunks.data)}
          />
          <SelectField
            name="flow_id"
            label={t('number.flow')}
            required
            options={options(flows.data)}
          />
          <SelectField
            name="language"
            label={t('number.language')}
            help={t('number.language_help')}
            required
            options={(['zh', 'en'] as const).map((value) => ({
              value,
              label: t(`prompt_language.${value}`),
            }))}
          />
          <SelectField
            name="hours_id"
            label={t('number.hours')}
            none={t('number.always')}
            options={options(hours.data)}
          />
          <SelectField
            name="closed_flow_id"
            label={t('number.closed_flow')}
            help={t('number.closed_flow_help')}
            options={options(flows.data)}
          />
          <NumberField
            name="priority"
            label={t('queue.priority')}
            help={t('queue.priority_help')}
            max={1000}
          />
          <SwitchField
            name="white_list_only"
            label={t('number.white_list_only')}
            help={t('number.white_list_only_help')}
          />
          <SwitchField
            name="show_out"
            label={t('number.show_out')}
            help={t('number.show_out_help')}
          />
        </>
      )}
    />
  );
}
