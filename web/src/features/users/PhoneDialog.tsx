import { Button, Descriptions, Modal, Popconfirm, Skeleton, Typography } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { PhoneCredentials, User } from '@/api/types';
import { LoadError, useShowError } from '@/ui/errors';

/** What to enter in a desk phone. Not kept after the dialog is closed. */
export function PhoneDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const showError = useShowError();
  const key = ['/users', 'phone', user.id];
  const phone = useQuery({
    queryKey: key,
    queryFn: () => api.get<PhoneCredentials>(`/users/${user.id}/phone`),
    gcTime: 0,
    staleTime: Infinity,
  });
  const renew = async () => {
    try {
      await api.post(`/users/${user.id}/phone/renew`);
      await client.invalidateQueries({ queryKey: key });
    } catch (error) {
      showError(error);
    }
  };
  const row = (
    name: keyof PhoneCredentials,
    label: string,
    shown = String(phone.data?.[name] ?? ''),
  ) => ({
    key: name,
    label,
    children: (
      <Typography.Text copyable data-testid={`phone-${name}`}>
        {shown}
      </Typography.Text>
    ),
  });
  return (
    <Modal
      open
      title={`${t('user.phone')} · ${user.name} (${user.extension ?? ''})`}
      onCancel={onClose}
      footer={
        <>
          {may('users.write') && (
            <Popconfirm title={t('user.phone_renew_confirm')} onConfirm={renew}>
              <Button danger>{t('user.phone_renew')}</Button>
            </Popconfirm>
          )}
          <Button type="primary" onClick={onClose}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      <Typography.Paragraph type="secondary">{t('user.phone_help')}</Typography.Paragraph>
      {phone.isPending && <Skeleton active />}
      {phone.error && <LoadError error={phone.error} retry={() => void phone.refetch()} />}
      {phone.data && (
        <Descriptions
          column={1}
          size="small"
          bordered
          items={[
            {
              key: 'server',
              label: t('user.phone_server'),
              children: (
                <Typography.Text copyable data-testid="phone-server">
                  {`${phone.data.server}:${phone.data.port}`}
                </Typography.Text>
              ),
            },
            row('transport', t('user.phone_transport'), phone.data.transport.toUpperCase()),
            row('username', t('user.phone_username')),
            row('password', t('user.phone_password')),
            row('uri', t('user.phone_uri')),
          ]}
        />
      )}
    </Modal>
  );
}
