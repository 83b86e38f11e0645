import type { FormInstance } from 'antd';
import { useState } from 'react';

import { placeFieldErrors, useShowError } from './errors';
import { useOnce } from './once';

/**
 * What a form's button does: check the fields, act once with their values, and put the server's complaints beside
 * the fields they are about, or on top of the page. Returns the action and whether it goes on.
 */
export function useSubmit<V extends object>(
  form: FormInstance<V>,
  action: (values: V) => Promise<unknown>,
): [() => Promise<void>, boolean] {
  const showError = useShowError();
  const [busy, setBusy] = useState(false);
  const submit = useOnce(async () => {
    const values = await form.validateFields().catch(() => null);
    if (!values) return;
    setBusy(true);
    try {
      await action(values);
    } catch (error) {
      if (!placeFieldErrors(form, error)) showError(error);
    } finally {
      setBusy(false);
    }
  });
  return [submit, busy];
}
