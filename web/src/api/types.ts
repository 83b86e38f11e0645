/**
 * Shapes of the HTTP interface, from the generated ones, with the names that pages use. Times are Unix milliseconds
 * UTC. Where the interface says less than it means, it is said here.
 */
import type { components } from '@/gen/api';

type Schemas = components['schemas'];
type With<T, Fields> = Omit<T, keyof Fields> & Fields;

export type Role = Schemas['User']['role'];
export type Language = 'zh-CN' | 'zh-TW' | 'en';
export type Station = Schemas['SignInBody']['station'];

export type Me = With<
  Schemas['Me'],
  {
    user: With<Schemas['MeUser'], { role: Role; language: Language }>;
    tenant: Schemas['MeTenant'];
  }
>;

export interface Page<T> {
  items: T[];
  total: number;
}

export type Tenant = Schemas['Tenant'];
export type User = Schemas['User'];
export type PhoneCredentials = Schemas['Phone'];
export type Queue = With<Schemas['Queue'], { strategy: Schemas['QueueIn']['strategy'] }>;
export type UserDefaults = Schemas['UserDefaults'];
export type QueueDefaults = Schemas['Defaults'];
export type OverflowLevel = Schemas['OverflowLevel'];
export type Escalation = Required<Schemas['Escalation']>;
export type KeyExit = Schemas['KeyExit'];
export type Skill = Schemas['Skill'];
export type FollowUp = Schemas['FollowUp'];
export type FollowUpsDue = Schemas['Due'];
export type Targets = Schemas['Targets'];
export type Dialling = Schemas['Dialling'];
export type ToPickUp = Schemas['ToPickUp'];
export type Person = Schemas['Person'];
export type AgentFigures = Schemas['AgentFigures'];
export type AgentFiguresPage = Schemas['AgentFiguresPage'];
export type Trunk = Schemas['Trunk'];
export type PhoneNumber = Schemas['Number'];

/** Minutes from local midnight: [from, to), the end excluded. */
export type Interval = [number, number];

export type Hours = With<
  Schemas['Hours'],
  { weekly: Interval[][]; special: Record<string, Interval[]> }
>;

export type FlowSummary = Schemas['FlowSummary'];

export interface FlowNode {
  type: string;
  [setting: string]: unknown;
}

export type Flow = With<
  Schemas['Flow'],
  { document: { start: string; nodes: Record<string, FlowNode> } }
>;

export type PlayablePrompt = Schemas['PlayablePrompt'];
export type Prompt = Schemas['Prompt'];
export type Music = Schemas['Music'];
export type Reason = Schemas['Reason'];
export type Disposition = Schemas['Disposition'];
export type AuditEntry = With<
  Schemas['AuditEntry'],
  { changes: Record<string, [unknown, unknown]> }
>;
export type Customer = Schemas['PopCustomer'];
export type FloorSettings = Schemas['FloorSettings'];
export type Call = Schemas['Call'];
export type VoiceMail = Schemas['VoiceMail'];
export type VoiceMailCount = Schemas['VoiceMailCount'];
export type AbandonedCall = Schemas['AbandonedCall'];
export type AbandonedCount = Schemas['AbandonedCount'];
export type AbandonedSettings = Schemas['AbandonedSettings'];
export type CloseReason = Schemas['CloseBody']['reason'];
export type CallerListEntry = Schemas['CallerListEntry'];
export type CallerListKind = CallerListEntry['kind'];
export type Callback = Schemas['Callback'];
export type RefusedCaller = Schemas['RefusedCaller'];
export type ImportReport = Schemas['ImportReport'];
export type Recording = Schemas['Recording'];

export interface TimelineItem {
  seq: number;
  at: number;
  kind: string;
  agent_name?: string | null;
  queue_name?: string | null;
  [field: string]: unknown;
}

export type CallDetail = With<Schemas['CallDetail'], { timeline: TimelineItem[] }>;
export type Pop = Schemas['Pop'];
export type AlarmRule = Schemas['Rule'];
export type AlarmFigure = AlarmRule['figure'];
export type AlarmUnit = AlarmRule['unit'];
export type Alarm = Schemas['Alarm'];
export type AlarmDelivery = Schemas['Delivery'];
export type AlarmChannels = Schemas['ChannelsOut'];
export type AlarmTrials = Schemas['Trials'];
export type AlarmPreview = Schemas['Preview'];
export type DraftField = Schemas['DraftField'];
export type Inbox = Schemas['Inbox'];
export type ReceivedMessage = Schemas['Received'];
export type SentMessage = Schemas['Sent'];
export type MessageReceipts = Schemas['Receipts'];
export type Bulletin = Schemas['Bulletin'];
export type BulletinBoard = Schemas['Board'];
export type BulletinReaders = Schemas['Readers'];
export type FigureSettings = Schemas['FigureSettingsBody'];
export type WallSettings = Required<Schemas['WallSettings']>;
export type SoftphoneAccess = With<Schemas['Softphone'], { ice_servers: RTCIceServer[] }>;
export type EquipmentAccess = Schemas['EquipmentAccess'];
export type EquipmentCheck = Schemas['Check'];
export type EquipmentCheckIn = Schemas['CheckIn'];
export type TryAccess = Schemas['Try'] & { ice_servers?: RTCIceServer[] };
