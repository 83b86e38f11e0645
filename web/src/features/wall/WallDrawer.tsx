import { App, Button, Checkbox, Drawer, Form, Segmented, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/api/session';
import type { FigureSettings, WallSettings } from '@/api/types';
import { NumberField, SelectField, SwitchField } from '@/ui/fields';
import { useSubmit } from '@/ui/submit';
import { Waiting } from '@/ui/Waiting';

import { useFigureSettings, WALL_PARTS } from './wallSettings';

interface Props {
  wall: WallSettings;
  queues: { value: string; label: string }[];
  onChange: (wall: WallSettings) => void;
  onClose: () => void;
}

/** What the wall shows, each person for themselves; and how the company counts, for those who may set it. */
export function WallDrawer({ wall, queues, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <Drawer open size={440} title={t('wall.settings')} onClose={onClose}>
      <Form layout="vertical">
        <Form.Item label={t('wall.queues')} extra={t('wall.queues_help')}>
          <Select
            mode="multiple"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={queues}
            value={wall.queue_ids}
            placeholder={t('common.all')}
            onChange={(queue_ids: string[]) => onChange({ ...wall, queue_ids })}
            data-testid="wall-choose-queues"
          />
        </Form.Item>
        <Form.Item label={t('wall.show')}>
          <Checkbox.Group
            style={{ display: 'grid', gap: 6 }}
            value={wall.parts}
            options={WALL_PARTS.map((part) => ({ value: part, label: t(`wall.part_${part}`) }))}
            onChange={(parts) =>
              onChange({ ...wall, parts: WALL_PARTS.filter((part) => parts.includes(part)) })
            }
          />
        </Form.Item>
        <Form.Item label={t('wall.colours')}>
          <Segmented<boolean>
            value={wall.dark}
            options={[
              { value: true, label: t('wall.dark') },
              { value: false, label: t('wall.light') },
            ]}
            onChange={(dark) => onChange({ ...wall, dark })}
          />
        </Form.Item>
      </Form>
      {may('settings.write') && <ServiceLevel />}
    </Drawer>
  );
}

const DENOMINATORS = ['answered_and_abandoned', 'offered', 'answered'] as const;

function ServiceLevel() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<FigureSettings>();
  const { query, save } = useFigureSettings();
  const [submit, busy] = useSubmit(form, async (values) => {
    await save.mutateAsync(values);
    void message.success(t('common.saved'));
  });
  if (!query.data) return query.error ? null : <Waiting />;
  return (
    <Form form={form} layout="vertical" initialValues={query.data} onFinish={() => void submit()}>
      <h3>{t('wall.service_level')}</h3>
      <Typography.Paragraph type="secondary">{t('wall.service_level_help')}</Typography.Paragraph>
      <NumberField
        name="service_level_s"
        label={t('wall.service_level_s')}
        min={1}
        max={600}
        unit={t('common.seconds')}
      />
      <SelectField
        name="service_level_of"
        label={t('wall.service_level_of')}
        required
        options={DENOMINATORS.map((value) => ({ value, label: t(`wall.of_${value}`) }))}
      />
      <SwitchField name="leave_out_short" label={t('wall.leave_out_short')} />
      <NumberField
        name="service_level_target"
        label={t('wall.service_level_target')}
        min={1}
        max={100}
        unit="%"
      />
      <Button type="primary" htmlType="submit" loading={busy} data-testid="save">
        {t('common.save')}
      </Button>
    </Form>
  );
}
