import type { TFunction } from 'i18next';

import type { TimelineItem } from '@/api/types';
import { readable } from '@/ui/Caller';
import { duration } from '@/ui/time';

type Values = Record<string, string | number>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const ms = (value: unknown): string => duration(typeof value === 'number' ? value : 0);

/** Pattern and reason of a caller list's entry. */
const entryOf = (item: TimelineItem): string =>
  [text(item.pattern), text(item.reason)].filter(Boolean).join(' · ') || '—';

/** Names of prompts, and the words of sentences that a machine said. */
const promptsOf = (item: TimelineItem): string =>
  ((item.prompts as string[] | undefined) ?? [])
    .map((prompt) => prompt.replace(/^say:/, ''))
    .join(', ');

/** What a caller was told of the wait. */
function toldOf(item: TimelineItem, t: TFunction): string {
  const told = [
    typeof item.position === 'number' && t('told.position', { position: item.position }),
    typeof item.wait_min === 'number' &&
      (item.wait_min > 0 ? t('told.wait', { minutes: item.wait_min }) : t('told.soon')),
  ];
  return told.filter(Boolean).join(' · ');
}

/** A fact of a call as a readable sentence. A kind this page does not know yet is shown by its name. */
export function sentenceOf(item: TimelineItem, t: TFunction): string {
  const values: Values = {
    agent: item.agent_name || t('fact.an_agent'),
    queue: item.queue_name || t('fact.a_queue'),
  };
  const say = (name: string, more: Values = {}) => t(`fact.${name}`, { ...values, ...more });
  const named = (group: string, value: unknown) =>
    t(`${group}.${text(value)}`, { defaultValue: text(value) });
  const party = () => readable(text(item.party_name)) || t('fact.somebody');
  switch (item.kind) {
    case 'CallArrived':
      return (
        say('CallArrived', {
          from: readable(text(item.from_number)) || t('common.withheld'),
          dialled: readable(text(item.dialled)),
        }) + (Number(item.held_ms) > 0 ? say('held_by_switch', { held: ms(item.held_ms) }) : '')
      );
    case 'CallDialled':
      return say('CallDialled', { number: readable(text(item.number)) });
    case 'CustomerDialled':
      return say('CustomerDialled', { shown: readable(text(item.caller_id)) || '—' });
    case 'CustomerAnswered':
      return say('CustomerAnswered', { ring: ms(item.ring_ms) });
    case 'CallerIdentified':
      return say('CallerIdentified', { customer: text(item.customer_name) });
    case 'CallerRefused':
      return say(item.action === 'flow' ? 'CallerRefusedToFlow' : 'CallerRefused', {
        why: named('refused_why', item.why),
        entry: entryOf(item),
      });
    case 'CallerAdmitted':
      return say('CallerAdmitted', { entry: entryOf(item) });
    case 'VipRecognised':
      return say('VipRecognised', {
        level: text(item.level),
        priority: Number(item.priority) || 0,
        entry: entryOf(item),
      });
    case 'FlowNodeEntered':
      return say('FlowNodeEntered', {
        node: text(item.node_id),
        type: named('node', item.node_type),
      });
    case 'FlowKeyPressed':
      return say(item.accepted ? 'FlowKeyPressed' : 'FlowKeyRefused', { key: text(item.key) });
    case 'PromptFailed':
      return say('PromptFailed', { prompts: promptsOf(item) });
    case 'ComfortPlayed': {
      const prompts = promptsOf(item);
      return prompts ? say('ComfortPlayedSaying', { prompts }) : say('ComfortPlayed');
    }
    case 'WaitAnnounced':
      return say('WaitAnnounced', { told: toldOf(item, t) });
    case 'CallerLeftByKey':
      return say('CallerLeftByKey', {
        key: text(item.key),
        waited: ms(item.waited_ms),
        action: t(`left_for.${text(item.action) || 'branch'}`, {
          target: text(item.target_name) || text(item.target),
        }),
      });
    case 'CallbackRequested':
      return item.reason === 'abandoned'
        ? item.resumes
          ? say('CallbackResumed', { number: readable(text(item.number)) })
          : say('CallbackAbandoned', {
              number: readable(text(item.number)),
              later: ms(Number(item.due_at) - item.at),
            })
        : say('CallbackRequested', { number: readable(text(item.number)) });
    case 'CallbackReturned':
      return say(typeof item.due_at === 'number' ? 'CallbackReturnedLater' : 'CallbackReturned', {
        outcome: t(`callback_why.${text(item.outcome) || 'failed'}`),
        later: ms(Number(item.due_at) - item.at),
      });
    case 'CallbackClosed':
      return say('CallbackClosed', {
        outcome: t(`callback_outcome.${text(item.outcome) || 'reached'}`),
        waited: ms(item.waited_ms),
      });
    case 'QueueKeyIgnored':
      return say('QueueKeyIgnored', { key: text(item.key), why: named('key_ignored', item.why) });
    case 'LegMeasured':
      return say('LegMeasured', {
        leg: named('quality.legs', item.leg || 'caller'),
        verdict: named('quality', item.verdict || 'good'),
      });
    case 'CallQueued':
      return say('CallQueued', { ahead: Number(item.ahead) || 0 });
    case 'StickyWaitBegan':
      return say('StickyWaitBegan', { most: ms(Number(item.until) - item.at) });
    case 'StickyWaitEnded':
      return say('StickyWaitEnded', { outcome: named('sticky_outcome', item.outcome) });
    case 'RequirementRelaxed':
      return say(Number(item.level) > 0 ? 'RequirementRelaxed' : 'RequirementDropped', {
        skill: text(item.skill_name) || t('fact.a_skill'),
        level: Number(item.level) || 0,
      });
    case 'QueueOverflowed':
      return say('QueueOverflowed', {
        waited: ms(item.waited_ms),
        why: t(`overflow_when.${text(item.when) || 'wait'}`, { limit: Number(item.limit) || 0 }),
        action: t(`overflow_action.${text(item.action) || 'branch'}`, {
          target: text(item.target_name) || text(item.target),
        }),
      });
    case 'ExpertAsked':
      return say('ExpertAsked', { experts: text(item.experts_name) || t('fact.a_queue') });
    case 'ExpertAskEnded':
      return say('ExpertAskEnded', {
        outcome: t(`expert_outcome_fact.${text(item.outcome) || 'call_ended'}`),
        waited: ms(item.wait_ms),
      });
    case 'CallEscalated':
      return say(item.why === 'talked' ? 'CallEscalatedReminder' : 'CallEscalated', {
        why: item.why === 'talked' ? '' : t(`expert_why_fact.${text(item.why) || 'waited'}`),
        experts: text(item.experts_name) || t('fact.a_queue'),
      });
    case 'PartyInvited':
      return say('PartyInvited', {
        by: text(item.by_name) || t('fact.an_agent'),
        party: party(),
        purpose: t(`party_purpose.${text(item.purpose) || 'consult'}`),
      });
    case 'PartyRinging':
      return say('PartyRinging', { party: party() });
    case 'PartyJoined':
      return say('PartyJoined', { party: party(), ring: ms(item.ring_ms) });
    case 'PartyHeld':
      return say(item.held ? 'PartyHeld' : 'PartyTakenBack', { party: party() });
    case 'PartyMuted':
      return say(item.muted ? 'PartyMuted' : 'PartyUnmuted', { party: party() });
    case 'PartyLeft':
      return say(Number(item.talk_ms) > 0 ? 'PartyLeft' : 'PartyNotReached', {
        party: party(),
        talk: ms(item.talk_ms),
        outcome: named('party_outcome', item.outcome || 'left'),
      });
    case 'CallTransferred':
      return say(item.attended ? 'CallTransferred' : 'CallTransferredBlind', {
        to: text(item.to_name) || readable(text(item.to)) || t('fact.somebody'),
      });
    case 'TransferFailed':
      return say(item.queue_id ? 'TransferFailed' : 'TransferFailedEnded');
    case 'MonitoringRequested':
    case 'MonitoringStarted':
    case 'MonitoringModeChanged':
      return say(item.kind, {
        by: text(item.by_name) || t('fact.somebody'),
        mode: t(`monitor.${text(item.mode) || 'listen'}`),
      });
    case 'MonitoringEnded':
      return say(item.kind, {
        by: text(item.by_name) || t('fact.somebody'),
        length: ms(item.length_ms),
        outcome: t(`monitor_outcome.${text(item.outcome) || 'stopped'}`),
      });
    case 'CallTakenOver':
      return item.forced
        ? say('CallTakenOverForced', { from: text(item.taken_from_name) || t('fact.an_agent') })
        : say('CallTakenOver');
    case 'CallPickedUp':
      return item.taken_from_name
        ? say('CallPickedUp', { from: text(item.taken_from_name) })
        : say('CallPickedUpWaiting');
    case 'CallForceEnded':
      return say('CallForceEnded', { by: text(item.by_name) || t('fact.somebody') });
    case 'CallMoved': {
      const moved = { by: text(item.by_name) || t('fact.somebody') };
      const target = text(item.target_name) || t('fact.somebody');
      if (item.how === 'head') return say('CallMovedHead', moved);
      return say(item.how === 'agent' ? 'CallMovedAgent' : 'CallMovedQueue', { ...moved, target });
    }
    case 'OfferEnded':
      return say('OfferEnded', {
        outcome: named('offer_outcome', item.outcome),
        ring: ms(item.ring_ms),
      });
    case 'CallAnswered':
      return say('CallAnswered', { wait: ms(item.wait_ms) });
    case 'QueueStayEnded':
      return say('QueueStayEnded', {
        outcome: named('stay_outcome', item.outcome),
        wait: ms(item.wait_ms),
      });
    case 'CallHeld':
      return say('CallHeld', { by: named('held_by', item.by) });
    case 'CallResumed':
      return say('CallResumed', { held: ms(item.held_ms) });
    case 'CallMuted':
      return say(item.muted ? 'CallMuted' : 'CallUnmuted');
    case 'KeysSent':
      return say('KeysSent', { number: Number(item.count) || 0 });
    case 'PhoneOrderRefused':
      return say(item.order === 'transfer' ? 'PhoneTransferRefused' : 'PhoneConsultRefused', {
        why: t(`phone_order.why.${text(item.code).replace('.', '_')}`, {
          defaultValue: text(item.code),
        }),
      });
    case 'CallerPlayStarted':
      return say(item.text ? 'CallerTextStarted' : 'CallerPlayStarted', {
        what: text(item.text) || text(item.prompt),
        how: item.leave ? t('fact.play_leave') : t('fact.play_stay'),
      });
    case 'CallerPlayEnded':
      return say('CallerPlayEnded', {
        outcome: named('play_outcome', item.outcome || 'over'),
        played: ms(item.played_ms),
      });
    case 'SurveyAnswered':
      return say(item.complaint ? 'SurveyComplaint' : 'SurveyAnswered', {
        key: text(item.key),
        question: text(item.question) || '—',
        answer:
          typeof item.score === 'number'
            ? t('call.survey_mark', { label: text(item.label) || '—', score: item.score })
            : text(item.label) || '—',
      });
    case 'SurveyEnded':
      return say('SurveyEnded', { reason: t(`survey_reason.${text(item.reason) || 'ended'}`) });
    case 'VoiceMailLeft':
      return say('VoiceMailLeft', { length: ms(item.length_ms) });
    case 'VoiceMailDiscarded':
      return say('VoiceMailDiscarded', {
        reason: t(`voice_mail_discarded.${text(item.reason) || 'missing'}`),
      });
    case 'RecordingEnded':
      return say('RecordingEnded', { length: ms(item.length_ms) });
    case 'CallEnded':
      return say('CallEnded', {
        by: named('ended_by', item.ended_by),
        length: ms(item.length_ms),
        cause: Number(item.cause) || 0,
      });
    case 'CallWrappedUp':
      return say(item.timed_out ? 'CallWrappedUpByTime' : 'CallWrappedUp', {
        wrap: ms(item.wrap_ms),
      });
    default:
      return t(`fact.${item.kind}`, { ...values, defaultValue: item.kind });
  }
}

const COLOURS: Record<string, string> = {
  CallArrived: '#1857c4',
  CallerRefused: '#c8372d',
  VipRecognised: '#b8860b',
  CallQueued: '#e07b00',
  CallOffered: '#e07b00',
  OfferEnded: '#c8372d',
  PromptFailed: '#c8372d',
  PhoneOrderRefused: '#c8372d',
  CallAnswered: '#12924f',
  CallerLeftByKey: '#1857c4',
  CallbackRequested: '#1857c4',
  CallbackOffered: '#e07b00',
  CallbackReturned: '#c8372d',
  CallbackClosed: '#12924f',
  CallHeld: '#7a3fc2',
  CallResumed: '#12924f',
  CallerPlayStarted: '#1857c4',
  PartyInvited: '#e07b00',
  PartyJoined: '#12924f',
  PartyHeld: '#7a3fc2',
  CallTransferred: '#1857c4',
  CallTakenOver: '#12924f',
  CallPickedUp: '#12924f',
  TransferFailed: '#c8372d',
  CallForceEnded: '#c8372d',
  CallMoved: '#e07b00',
  MonitoringStarted: '#7a3fc2',
  MonitoringModeChanged: '#7a3fc2',
  SurveyOffered: '#1857c4',
  SurveyAnswered: '#0e8f9d',
  VoiceMailLeft: '#0e8f9d',
  CallEnded: '#3b4658',
  CallWrappedUp: '#0e8f9d',
};

export const colourOf = (item: TimelineItem): string => COLOURS[item.kind] ?? '#b4bccb';
