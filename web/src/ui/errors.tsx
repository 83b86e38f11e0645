import { Alert, App, Button, Result, type FormInstance } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiError } from '@/api/client';

/** What to tell a person: the server's own words where it gave some. */
export function errorText(error: unknown, t: TFunction): string {
  if (error instanceof ApiError) {
    if (error.status === 0) return t('error.network');
    if (error.message) return error.message;
    if (error.status === 403) return t('error.forbidden');
    if (error.status === 404) return t('error.not_found');
    if (error.status === 413) return t('error.too_large');
    if (error.status >= 500) return t('error.server');
    return t('error.code', { code: error.code });
  }
  return t('error.unexpected');
}

/** A toast for a failed action. */
export function useShowError(): (error: unknown) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return useMemo(() => (error) => void message.error(errorText(error, t), 5), [message, t]);
}

/** Put the server's field errors beside their fields. Returns false when there was none to place. */
export function placeFieldErrors(form: FormInstance, error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const values = form.getFieldsValue(true) as Record<string, unknown>;
  const placed = Object.entries(error.fields)
    .map(([path, text]) => ({ name: path.split('.'), errors: [text] }))
    .filter(({ name }) => (name[0] ?? '') in values)
    .map(({ name, errors }) => {
      const value = values[name[0] ?? ''];
      // Of a list the errors stand below it, of a group of fields beside the field.
      const grouped = value !== null && typeof value === 'object' && !Array.isArray(value);
      return { name: grouped ? name : (name[0] ?? ''), errors };
    });
  form.setFields(placed);
  return placed.length > 0;
}

export function LoadError({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="error"
      showIcon
      title={errorText(error, t)}
      action={
        <Button size="small" onClick={retry}>
          {t('common.retry')}
        </Button>
      }
    />
  );
}

export function Forbidden({ permission }: { permission?: string }) {
  const { t } = useTranslation();
  return (
    <Result
      status="403"
      title={t('error.forbidden_title')}
      subTitle={t('error.forbidden_help', { permission: permission ?? '' })}
    />
  );
}
