import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import type { Disposition, Reason } from '@/api/types';

/** Reasons that the system gives by itself: shown, but not for people to choose. */
export const SYSTEM_REASONS = new Set([
  'signed_in',
  'no_answer',
  'declined',
  'phone_lost',
  'page_lost',
]);

/** The system's own reasons in the reader's language, by their code; a tenant's as the tenant calls them. */
export function reasonName({ code, name }: Pick<Reason, 'code' | 'name'>, t: TFunction): string {
  return SYSTEM_REASONS.has(code) ? t(`system_reason.${code}`) : name;
}

/** Not-ready reasons in their order, by the names that the reader shall see. */
export function useReasons(enabled = true): Reason[] {
  const { t } = useTranslation();
  const { data } = useAll<Reason>('/reasons', enabled);
  return useMemo(
    () =>
      (data ?? [])
        .map((reason) => ({ ...reason, name: reasonName(reason, t) }))
        .sort((a, b) => a.position - b.position),
    [data, t],
  );
}

export interface DispositionNode extends Disposition {
  children: DispositionNode[];
}

/** Entries by parent, each level in its order. An entry whose parent is missing stands at the top. */
export function toTree(entries: Disposition[]): DispositionNode[] {
  const nodes = new Map(
    entries.map((entry) => [entry.id, { ...entry, children: [] as DispositionNode[] }]),
  );
  const roots: DispositionNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.parent_id === null ? undefined : nodes.get(node.parent_id);
    (parent?.children ?? roots).push(node);
  }
  const order = (list: DispositionNode[]) => {
    list.sort((a, b) => a.position - b.position || a.name.localeCompare(b.name));
    list.forEach((node) => order(node.children));
  };
  order(roots);
  return roots;
}

export function useDispositions(enabled = true) {
  const { data } = useAll<Disposition>('/dispositions', enabled);
  return useMemo(() => toTree(data ?? []), [data]);
}

interface TreeChoice {
  value: string;
  title: string;
  label: string;
  selectable: boolean;
  disabled?: boolean;
  children: TreeChoice[];
}

/** For a TreeSelect: only active entries, only leaves can be chosen; the path is searched and shown. */
export function toChoices(nodes: DispositionNode[], path: string[] = []): TreeChoice[] {
  return nodes
    .filter((node) => node.active)
    .map((node) => {
      const here = [...path, node.name];
      const children = toChoices(node.children, here);
      return {
        value: node.id,
        title: node.name,
        label: here.join(' / '),
        selectable: children.length === 0,
        children,
      };
    });
}
