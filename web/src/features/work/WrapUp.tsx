import { App, Button, Form, Input, TreeSelect } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { toChoices, useDispositions } from '@/features/settings/choices';
import type { BoardCall } from '@/live/board';
import { useShowError } from '@/ui/errors';
import { WORK } from './path';

interface Draft {
  disposition_id: string | null;
  notes: string;
}

const KEEP_AFTER_MS = 1_200;
const LIST_FOLLOWS_MS = 1_500;
const keyOf = (callId: string) => `trunkline.wrap.${callId}`;

function storedDraft(callId: string): Draft {
  try {
    const draft = JSON.parse(sessionStorage.getItem(keyOf(callId)) ?? 'null') as Draft | null;
    return draft ?? { disposition_id: null, notes: '' };
  } catch {
    return { disposition_id: null, notes: '' };
  }
}

/** During the call and wrap-up it belongs to the call at hand, afterwards to the list of calls. */
async function keepLastWords(callId: string, path: string, draft: Draft): Promise<void> {
  try {
    await api.post(path, { ...draft, finish: false });
  } catch {
    // The list follows a moment after the call.
    await new Promise((done) => setTimeout(done, LIST_FOLLOWS_MS));
    await api.patch(`/calls/${callId}`, draft).catch(() => undefined);
  }
}

/**
 * How the call ended. Can be written while talking already; it is kept on the server as it is written, so that neither
 * a reload nor the end of the countdown loses it.
 */
export function WrapUp({ call, over }: { call: BoardCall; over: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const showError = useShowError();
  const dispositions = useDispositions();
  const [draft, setDraft] = useState(() => storedDraft(call.id));
  const [busy, setBusy] = useState(false);
  const dirty = useRef(false);
  const path = `${WORK}/calls/${call.id}/wrap_up`;

  useEffect(() => {
    if (!dirty.current) return undefined;
    sessionStorage.setItem(keyOf(call.id), JSON.stringify(draft));
    const timer = setTimeout(() => {
      dirty.current = false;
      void api.post(path, { ...draft, finish: false }).catch(() => (dirty.current = true));
    }, KEEP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [call.id, draft, path]);

  const last = useRef(draft);
  useEffect(() => {
    last.current = draft;
  });
  useEffect(
    () => () => {
      // The call left the desktop (its time ran out, or another page was opened) before the last words were kept.
      if (dirty.current) void keepLastWords(call.id, path, last.current);
    },
    [call.id, path],
  );

  const change = (part: Partial<Draft>) => {
    dirty.current = true;
    setDraft((now) => ({ ...now, ...part }));
  };

  const finish = async () => {
    setBusy(true);
    try {
      dirty.current = false;
      await api.post(path, { ...draft, finish: true });
      sessionStorage.removeItem(keyOf(call.id));
      void message.success(t('work.wrapped_up'));
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="call-section wrap">
      <Form layout="vertical" component="div">
        <Form.Item label={t('work.disposition')}>
          <TreeSelect
            value={draft.disposition_id ?? undefined}
            treeData={toChoices(dispositions)}
            treeNodeLabelProp="label"
            treeDefaultExpandAll
            allowClear
            showSearch={{ treeNodeFilterProp: 'label' }}
            placeholder={t('work.disposition_hint')}
            onChange={(value: string | undefined) => change({ disposition_id: value ?? null })}
            data-testid="wrap-disposition"
          />
        </Form.Item>
        <Form.Item label={t('work.notes')}>
          <Input.TextArea
            value={draft.notes}
            rows={4}
            maxLength={4000}
            placeholder={t('work.notes_hint')}
            onChange={(event) => change({ notes: event.target.value })}
            data-testid="wrap-notes"
          />
        </Form.Item>
      </Form>
      {over ? (
        <Button
          type="primary"
          block
          loading={busy}
          onClick={() => void finish()}
          data-testid="wrap-save"
        >
          {t('work.wrap_save')}
        </Button>
      ) : (
        <p className="muted">{t('work.wrap_kept')}</p>
      )}
    </div>
  );
}
