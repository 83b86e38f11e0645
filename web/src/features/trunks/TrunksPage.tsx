import { Badge, Form, Input, Select } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { Trunk } from '@/api/types';
import { readable } from '@/ui/Caller';
import { CrudPage } from '@/ui/CrudPage';
import { ActiveTag, NumberField, SelectField, SwitchField, TextField } from '@/ui/fields';

const CODECS = ['opus', 'g722', 'alaw', 'ulaw'];
const TRANSPORTS = ['udp', 'tcp'];
const BADGE = {
  online: 'success',
  offline: 'error',
  rejected: 'error',
  unknown: 'default',
} as const;
const REFRESH_MS = 10_000;

export function TrunksPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  useEffect(() => {
    // A trunk's status comes from the switch, not from facts.
    const timer = setInterval(
      () => void client.invalidateQueries({ queryKey: ['/trunks', 'list'] }),
      REFRESH_MS,
    );
    return () => clearInterval(timer);
  }, [client]);
  return (
    <CrudPage<Trunk>
      path="/trunks"
      title={t('nav.trunks')}
      hint={t('trunk.hint')}
      noun={t('trunk.one')}
      nameOf={(row) => row.name}
      writePermission="trunks.write"
      initial={{
        match: [],
        server: '',
        username: '',
        secret: '',
        register: false,
        codecs: ['alaw', 'ulaw'],
        transport: 'udp',
        active: true,
        outbound: false,
        caller_id: '',
        max_channels: 0,
        position: 0,
      }}
      columns={[
        { title: t('trunk.name'), sortBy: 'name', dataIndex: 'name' },
        {
          title: t('trunk.status'),
          render: (_, row) => (
            <Badge status={BADGE[row.status]} text={t(`trunk_status.${row.status}`)} />
          ),
        },
        { title: t('trunk.server'), dataIndex: 'server' },
        { title: t('trunk.match'), render: (_, row) => row.match.join(', ') },
        { title: t('trunk.transport'), render: (_, row) => row.transport.toUpperCase() },
        { title: t('trunk.codecs'), render: (_, row) => row.codecs.join(', ') },
        {
          title: t('trunk.register'),
          render: (_, row) => (row.register ? t('common.yes') : t('common.no')),
        },
        {
          title: t('trunk.outbound'),
          sortBy: 'outbound',
          render: (_, row) => (row.outbound ? t('common.yes') : t('common.no')),
        },
        { title: t('trunk.caller_id'), render: (_, row) => readable(row.caller_id) || '—' },
        {
          title: t('trunk.max_channels'),
          align: 'right',
          render: (_, row) => row.max_channels || t('trunk.no_limit'),
        },
        { title: t('trunk.position'), sortBy: 'position', align: 'right', dataIndex: 'position' },
        { title: t('common.status'), render: (_, row) => <ActiveTag active={row.active} /> },
      ]}
      toForm={(row) => ({ ...row, secret: '' })}
      fromForm={({ secret, ...rest }, row) => (row && !secret ? rest : { ...rest, secret })}
      fields={(row) => (
        <>
          <TextField
            name="name"
            label={t('trunk.name')}
            help={t('trunk.name_help')}
            required
            max={20}
          />
          <TextField
            name="server"
            label={t('trunk.server')}
            help={t('trunk.server_help')}
            max={200}
          />
          <Form.Item name="match" label={t('trunk.match')} extra={t('trunk.match_help')}>
            <Select
              mode="tags"
              open={false}
              suffixIcon={null}
              tokenSeparators={[',', '\uff0c', '\u3001', ';', ' ']}
            />
          </Form.Item>
          <TextField name="username" label={t('trunk.username')} />
          <Form.Item
            name="secret"
            label={row?.has_secret ? t('trunk.secret_keep') : t('trunk.secret')}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <SwitchField
            name="register"
            label={t('trunk.register')}
            help={t('trunk.register_help')}
          />
          <SelectField
            name="transport"
            label={t('trunk.transport')}
            required
            options={TRANSPORTS.map((name) => ({ value: name, label: name.toUpperCase() }))}
          />
          <SelectField
            name="codecs"
            label={t('trunk.codecs')}
            required
            multiple
            options={CODECS.map((name) => ({ value: name, label: name }))}
          />
          <SwitchField
            name="outbound"
            label={t('trunk.outbound')}
            help={t('trunk.outbound_help')}
          />
          <TextField
            name="caller_id"
            label={t('trunk.caller_id')}
            help={t('trunk.caller_id_help')}
            max={33}
          />
          <NumberField
            name="max_channels"
            label={t('trunk.max_channels')}
            help={t('trunk.max_channels_help')}
            max={10_000}
          />
          <NumberField
            name="position"
            label={t('trunk.position')}
            help={t('trunk.position_help')}
            max={10_000}
          />
          <SwitchField name="active" label={t('common.active')} />
        </>
      )}
    />
  );
}
