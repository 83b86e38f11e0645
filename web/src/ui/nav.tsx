import {
  AlertOutlined,
  ApartmentOutlined,
  AuditOutlined,
  CalendarOutlined,
  BankOutlined,
  BarChartOutlined,
  ClockCircleOutlined,
  CloudServerOutlined,
  ContactsOutlined,
  CustomerServiceOutlined,
  DashboardOutlined,
  FieldNumberOutlined,
  FundProjectionScreenOutlined,
  HistoryOutlined,
  IdcardOutlined,
  NotificationOutlined,
  PhoneOutlined,
  MessageOutlined,
  PauseCircleOutlined,
  SoundOutlined,
  TagsOutlined,
  TeamOutlined,
  TrophyOutlined,
  UserOutlined,
} from '@ant-design/icons';
import type { MenuProps } from 'antd';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { AbandonedIcon } from '@/features/abandoned/AbandonedIcon';
import { VoiceMailIcon } from '@/features/voice-mail/VoiceMailIcon';

export const TAKES_CALLS = 'work.handle+extension';

type Entry = [path: string, name: string, permission: string, icon: ReactNode];

const DAILY: Entry[] = [
  // Shown to those who take calls: the permission and an extension.
  ['/work', 'work', TAKES_CALLS, <CustomerServiceOutlined />],
  ['/board', 'board', 'board.read', <DashboardOutlined />],
  ['/wall', 'wall', 'board.read', <FundProjectionScreenOutlined />],
  ['/figures/agents', 'agent_figures', 'board.read', <BarChartOutlined />],
  ['/alarms', 'alarms', 'alarms.read', <AlertOutlined />],
  ['/messages', 'messages', 'messages.use', <MessageOutlined />],
  ['/calls', 'calls', 'calls.read_own', <HistoryOutlined />],
  ['/abandoned', 'abandoned', 'abandoned.work', <AbandonedIcon />],
  ['/voice-mail', 'voice_mail', 'voice_mail.use', <VoiceMailIcon />],
  ['/callbacks', 'callbacks', 'callbacks.read', <PhoneOutlined />],
  ['/customers', 'customers', 'customers.read', <IdcardOutlined />],
  ['/follow-ups', 'follow_ups', 'work.handle', <CalendarOutlined />],
];

const ADMIN: Entry[] = [
  ['/admin/users', 'users', 'users.read', <UserOutlined />],
  ['/admin/queues', 'queues', 'queues.read', <TeamOutlined />],
  ['/admin/skills', 'skills', 'skills.read', <TrophyOutlined />],
  ['/admin/numbers', 'numbers', 'numbers.read', <FieldNumberOutlined />],
  ['/admin/caller-lists', 'caller_lists', 'caller_lists.read', <ContactsOutlined />],
  ['/admin/trunks', 'trunks', 'trunks.read', <CloudServerOutlined />],
  ['/admin/hours', 'hours', 'hours.read', <ClockCircleOutlined />],
  ['/admin/flows', 'flows', 'flows.read', <ApartmentOutlined />],
  ['/admin/prompts', 'prompts', 'prompts.read', <SoundOutlined />],
  ['/admin/music', 'music', 'prompts.read', <NotificationOutlined />],
  ['/admin/reasons', 'reasons', 'settings.read', <PauseCircleOutlined />],
  ['/admin/dispositions', 'dispositions', 'settings.read', <TagsOutlined />],
  ['/admin/tenants', 'tenants', 'tenants.read', <BankOutlined />],
  ['/admin/audit', 'audit', 'audit.read', <AuditOutlined />],
];

/** The menu of those pages that the person may open. */
export function menuFor(
  may: (permission: string) => boolean,
  t: TFunction,
  folded: boolean,
): NonNullable<MenuProps['items']> {
  const items = (entries: Entry[]) =>
    entries
      .filter(([, , permission]) => may(permission))
      .map(([path, name, , icon]) => ({
        key: path,
        icon,
        label: <Link to={path}>{t(`nav.${name}`)}</Link>,
      }));
  const admin = items(ADMIN);
  if (admin.length === 0) return items(DAILY);
  if (folded) return [...items(DAILY), { type: 'divider' }, ...admin];
  return [...items(DAILY), { key: 'admin', type: 'group', label: t('nav.admin'), children: admin }];
}
