import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Flow, FlowNode, Hours, Queue } from '@/api/types';

import { outline } from './outline';

const SHAPE = new Set(['type', 'next', 'on', 'keys']);

type Answers = Record<string, { label?: string; score?: number }>;

/** 1 good (5) · 3 bad (1) */
const answersText = (answers: Answers) =>
  Object.entries(answers)
    .map(([key, { label, score }]) =>
      [key, label, score === undefined ? '' : `(${score})`].filter(Boolean).join(' '),
    )
    .join(' · ');

/** A flow to read: each node with its settings and where its branches lead. */
export function FlowView({ flow }: { flow: Flow }) {
  const { t } = useTranslation();
  const may = useMay();
  const queues = useAll<Queue>('/queues', may('queues.read'));
  const hours = useAll<Hours>('/hours', may('hours.read'));
  const nodes = outline(flow.document);
  const branchText = (name: string) =>
    name.startsWith('key:')
      ? t('flow.branch_key', { key: name.slice(4) })
      : t(`branch.${name}`, { defaultValue: name });
  const valueText = (name: string, value: unknown) => {
    if (name === 'queue_id')
      return queues.data?.find(({ id }) => id === value)?.name ?? String(value);
    if (name === 'hours_id')
      return hours.data?.find(({ id }) => id === value)?.name ?? String(value);
    if (name === 'answers') return answersText(value as Answers);
    if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
    if (Array.isArray(value)) return value.join(' + ');
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  const settings = (node: FlowNode) => Object.entries(node).filter(([name]) => !SHAPE.has(name));
  const jump = (id: string) =>
    document.getElementById(`node-${id}`)?.scrollIntoView({ behavior: 'smooth' });
  return (
    <div className="flow-nodes">
      {nodes.map(({ id, node, branches }) => (
        <article className="flow-node" id={`node-${id}`} key={id}>
          <h4>
            {t(`node.${node.type}`, { defaultValue: node.type })}{' '}
            <span className="muted">{id}</span>{' '}
            {id === flow.document.start && <Tag color="green">{t('flow.start')}</Tag>}
          </h4>
          {settings(node).map(([name, value]) => (
            <div className="flow-branch" key={name}>
              <span>{t(`setting.${name}`, { defaultValue: name })}</span>
              <span>{valueText(name, value)}</span>
            </div>
          ))}
          {branches.map(({ name, target }) => (
            <div className="flow-branch" key={name}>
              <span>{branchText(name)}</span>
              <a
                href={`#node-${target}`}
                onClick={(event) => {
                  event.preventDefault();
                  jump(target);
                }}
              >
                → {target}
              </a>
            </div>
          ))}
        </article>
      ))}
    </div>
  );
}
