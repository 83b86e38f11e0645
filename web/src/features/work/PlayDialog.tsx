import { Form, Input, Modal, Radio, Select, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import type { PlayablePrompt } from '@/api/types';
import type { BoardCall } from '@/live/board';
import { useLive } from '@/live/context';
import { useSubmit } from '@/ui/submit';

import { WORK } from './path';
import { keyOf } from './Playing';

interface Values {
  prompt?: string;
  text?: string;
  language: string;
  after: 'stay' | 'hang_up' | 'flow';
  flow_id?: string;
}

const TEXT_LIMIT = 500;
const SPOKEN_LANGUAGES = ['zh', 'yue', 'en'];

/** Choose what is played to the caller, and whether the agent stays. */
export function PlayDialog({
  call,
  prompts,
  onClose,
}: {
  call: BoardCall;
  prompts: PlayablePrompt[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const flows = useLive(({ names }) => names.flows);
  const [form] = Form.useForm<Values>();
  const [tab, setTab] = useState(prompts.length > 0 ? 'prompt' : 'text');
  const after = Form.useWatch('after', form);
  const [play, busy] = useSubmit(form, async (values) => {
    const prompt = prompts.find((one) => keyOf(one) === values.prompt);
    const what =
      tab === 'prompt' && prompt
        ? { prompt: prompt.name, language: prompt.language }
        : { text: values.text, language: values.language };
    const leave = values.after !== 'stay';
    await api.post(`${WORK}/calls/${call.id}/play`, {
      ...what,
      leave,
      flow_id: values.after === 'flow' ? values.flow_id : null,
    });
    onClose();
  });
  return (
    <Modal
      open
      title={t('play.title')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('play.start')}
      okButtonProps={{
        loading: busy,
        'data-testid': 'play-start',
      }}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ language: 'zh', after: 'stay' }}
        onFinish={play}
      >
        <Tabs
          activeKey={tab}
          onChange={setTab}
          items={[
            {
              key: 'prompt',
              label: t('play.prompt'),
              children: (
                <Form.Item
                  name="prompt"
                  rules={[{ required: tab === 'prompt', message: t('play.choose') }]}
                >
                  <Select
                    showSearch={{ optionFilterProp: 'label' }}
                    placeholder={t('play.choose')}
                    notFoundContent={t('play.none')}
                    data-testid="play-prompt"
                    options={prompts.map((one) => ({
                      value: keyOf(one),
                      label: `${one.name} · ${one.text}`,
                    }))}
                  />
                </Form.Item>
              ),
            },
            {
              key: 'text',
              label: <span data-testid="play-tab-text">{t('play.text')}</span>,
              children: (
                <>
                  <Form.Item
                    name="text"
                    rules={[
                      {
                        required: tab === 'text',
                        whitespace: true,
                        max: TEXT_LIMIT,
                        message: t('play.text_hint'),
                      },
                    ]}
                  >
                    <Input.TextArea
                      rows={4}
                      maxLength={TEXT_LIMIT}
                      showCount
                      placeholder={t('play.text_hint')}
                      data-testid="play-text"
                    />
                  </Form.Item>
                  <Form.Item name="language" label={t('play.language')}>
                    <Select
                      options={SPOKEN_LANGUAGES.map((value) => ({
                        value,
                        label: t(`prompt_language.${value}`),
                      }))}
                    />
                  </Form.Item>
                </>
              ),
            },
          ]}
        />
        <Form.Item name="after" label={t('play.after')}>
          <Radio.Group
            style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
            options={(['stay', 'hang_up', 'flow'] as const).map((value) => ({
              value,
              label: t(`play.after_${value}`),
            }))}
          />
        </Form.Item>
        {after === 'flow' && (
          <Form.Item
            name="flow_id"
            label={t('play.flow')}
            rules={[{ required: true, message: t('play.flow') }]}
          >
            <Select
              options={Object.entries(flows).map(([value, { name }]) => ({ value, label: name }))}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
