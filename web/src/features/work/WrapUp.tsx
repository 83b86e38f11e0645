import { App, Button, Form, Input, TreeSelect } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMe } from '@/api/session';
import { OfCall } from '@/features/follow-ups/OfCall';
import { toChoices, useDispositions } from '@/features/settings/choices';
import { useKeysOf } from '@/features/shortcuts/data';
import { Hint } from '@/features/shortcuts/Hint';
import { spelled } from '@/features/shortcuts/keys';
import type { BoardCall } from '@/live/board';
import { useShowError } from '@/ui/errors';

import { otherWriter } from './draft';
import type { Part } from './parties';
import { WORK } from './path';
import { useDraft } from './useDraft';

/**
 * How the call ended. Can be written while talking already; it is kept on the server as it is written, so that neither
 * a reload nor the end of the countdown loses it, and a colleague on the call sees and writes the same.
 */
export function WrapUp({ call, part }: { call: BoardCall; part: Part }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const showError = useShowError();
  const me = useMe().user.id;
  const dispositions = useDispositions();
  const { draft, state, value } = useDraft();
  const [busy, setBusy] = useState(false);
  const over = part === 'wrap_up';
  const disposition = value('disposition_id') as string | undefined;
  const notes = (value('notes') as string | undefined) ?? '';
  const other = otherWriter(state, me);
  const noteKeys = spelled(useKeysOf('note'));
  const note = useRef<TextAreaRef>(null);
  useEffect(() => {
    // The buttons of the call have gone; whoever works by keys goes on here.
    if (over && document.activeElement === document.body) note.current?.focus();
  }, [over]);

  const finish = async () => {
    setBusy(true);
    try {
      await draft.flush();
      const body = { disposition_id: disposition ?? null, notes, finish: true };
      await api.post(`${WORK}/calls/${call.id}/wrap_up`, body);
      void message.success(t('work.wrapped_up'));
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="call-section wrap">
      <Form layout="vertical" component="div" disabled={part === 'invited'}>
        <Form.Item label={t('work.disposition')}>
          <TreeSelect
            value={disposition}
            treeData={toChoices(dispositions)}
            treeNodeLabelProp="label"
            treeDefaultExpandAll
            allowClear
            showSearch={{ treeNodeFilterProp: 'label' }}
            placeholder={t('work.disposition_hint')}
            onChange={(id: string | undefined) => draft.change({ disposition_id: id ?? null })}
            data-testid="wrap-disposition"
          />
        </Form.Item>
        <Form.Item label={t('work.notes')} tooltip={noteKeys || undefined}>
          <Input.TextArea
            ref={note}
            value={notes}
            rows={4}
            maxLength={4000}
            placeholder={t('work.notes_hint')}
            onChange={(event) => draft.change({ notes: event.target.value })}
            data-testid="wrap-notes"
          />
        </Form.Item>
      </Form>
      {part !== 'invited' && <OfCall callId={call.id} number={call.customer_number} />}
      {other && (
        <p className="muted" data-testid="wrap-shared">
          {t('work.draft_shared', { name: other })}
        </p>
      )}
      {over ? (
        <Hint action="save">
          <Button
            type="primary"
            block
            loading={busy}
            onClick={() => void finish()}
            data-testid="wrap-save"
          >
            {t('work.wrap_save')}
          </Button>
        </Hint>
      ) : (
        <p className="muted">{t('work.wrap_kept')}</p>
      )}
    </div>
  );
}
