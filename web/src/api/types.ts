/** Shapes of the HTTP interface, by hand until they are generated into src/gen. Times are Unix milliseconds UTC. */

export type Role = 'agent' | 'supervisor' | 'administrator' | 'operator';
export type Language = 'zh-CN' | 'zh-TW' | 'en';
export type Station = 'browser' | 'phone';

export interface Me {
  user: {
    id: string;
    name: string;
    account: string;
    role: Role;
    language: Language;
    extension: string | null;
  };
  tenant: {
    id: string;
    slug: string;
    name: string;
    timezone: string;
    country: string;
    language: Language;
  };
  permissions: string[];
  csrf: string;
  version: string;
}

export interface Page<T> {
  items: T[];
  total: number;
}

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  timezone: string;
  country: string;
  language: Language;
  active: boolean;
}

export interface User {
  id: string;
  account: string;
  name: string;
  role: Role;
  language: Language;
  active: boolean;
  extension: string | null;
  queue_ids: string[];
}

export interface PhoneCredentials {
  server: string;
  port: number;
  transport: string;
  username: string;
  password: string;
  uri: string;
}

export interface Queue {
  id: string;
  name: string;
  strategy: string;
  priority: number;
  offer_timeout_s: number;
  wrap_up_s: number;
  comfort_every_s: number;
  max_wait_s: number;
  max_waiting: number;
  short_abandon_s: number;
  record: boolean;
  member_ids: string[];
}

export interface Trunk {
  id: string;
  name: string;
  match: string[];
  server: string;
  username: string;
  has_secret: boolean;
  register: boolean;
  codecs: string[];
  transport: string;
  active: boolean;
  status: 'online' | 'offline' | 'unknown' | 'rejected';
}

export interface PhoneNumber {
  id: string;
  number: string;
  trunk_id: string | null;
  flow_id: string;
  line: string;
  hours_id: string | null;
  closed_flow_id: string | null;
  priority: number;
}

/** Minutes from local midnight: [from, to), the end excluded. */
export type Interval = [number, number];

export interface Hours {
  id: string;
  name: string;
  timezone: string;
  weekly: Interval[][];
  special: Record<string, Interval[]>;
}

export interface FlowSummary {
  id: string;
  name: string;
  version: number;
  changed_at: number;
}

export interface Flow extends FlowSummary {
  document: { start: string; nodes: Record<string, FlowNode> };
}

export interface FlowNode {
  type: string;
  [setting: string]: unknown;
}

export interface Prompt {
  id: string;
  name: string;
  language: string;
  text: string;
  origin: 'synthesised' | 'uploaded';
  length_ms: number;
  changed_at: number;
}

export interface Reason {
  id: string;
  code: string;
  name: string;
  productive: boolean;
  position: number;
}

export interface Disposition {
  id: string;
  parent_id: string | null;
  name: string;
  position: number;
  active: boolean;
}

export interface AuditEntry {
  id: string;
  at: number;
  user_id: string | null;
  account: string;
  address: string;
  action: string;
  subject_type: string;
  subject_id: string;
  subject_name: string;
  changes: Record<string, [unknown, unknown]>;
}

export interface Customer {
  id: string;
  name: string;
  company: string;
  level: string;
  email: string;
  address: string;
  notes: string;
  numbers: string[];
}

export interface Call {
  id: string;
  media: string;
  direction: string;
  from_number: string;
  from_name: string;
  dialled: string;
  line: string;
  arrived_at: number;
  queued_at: number | null;
  answered_at: number | null;
  ended_at: number | null;
  queue_id: string | null;
  queue_name: string | null;
  agent_id: string | null;
  agent_name: string | null;
  customer_id: string | null;
  customer_name: string | null;
  outcome: string | null;
  ended_by: string | null;
  wait_ms: number;
  talk_ms: number;
  hold_ms: number;
  wrap_ms: number;
  length_ms: number;
  disposition_id: string | null;
  disposition_name: string | null;
  notes: string;
  recording_id: string | null;
  path: string;
}

export interface TimelineItem {
  seq: number;
  at: number;
  kind: string;
  agent_name?: string | null;
  queue_name?: string | null;
  [field: string]: unknown;
}

export interface Recording {
  id: string;
  started_at: number;
  length_ms: number | null;
  state: 'running' | 'complete' | 'short' | 'missing' | 'orphan';
}

export interface CallDetail extends Call {
  timeline: TimelineItem[];
  recordings: Recording[];
}

export interface Pop {
  queue_name: string | null;
  customer: Customer | null;
  customer_form: { numbers: string[] } | null;
  last_calls: Call[];
  path: string[];
}

export interface SoftphoneAccess {
  uri: string;
  password: string;
  ws_path: string;
  ice_servers: RTCIceServer[];
  extension: string;
}

export interface TryAccess {
  enabled: boolean;
  number: string;
  uri: string;
  password: string;
  ws_path: string;
  ice_servers?: RTCIceServer[];
}
