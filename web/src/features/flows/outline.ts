import type { FlowNode } from '@/api/types';

export interface Branch {
  /** next, key:1, timeout ... */
  name: string;
  target: string;
}

export interface OutlineNode {
  id: string;
  node: FlowNode;
  branches: Branch[];
}

/** Where a node may lead: its keys, its named outcomes, what follows. */
export function branchesOf(node: FlowNode): Branch[] {
  const record = (value: unknown) =>
    Object.entries((value ?? {}) as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
  return [
    ...record(node.keys).map(([key, target]) => ({ name: `key:${key}`, target })),
    ...record(node.on).map(([name, target]) => ({ name, target })),
    ...(typeof node.next === 'string' ? [{ name: 'next', target: node.next }] : []),
  ];
}

/** The nodes in the order a caller may meet them; those that cannot be reached come last. */
export function outline(document: {
  start: string;
  nodes: Record<string, FlowNode>;
}): OutlineNode[] {
  const seen = new Set<string>();
  const waiting = [document.start];
  const order: OutlineNode[] = [];
  const visit = (id: string) => {
    const node = document.nodes[id];
    if (!node || seen.has(id)) return;
    seen.add(id);
    const branches = branchesOf(node);
    order.push({ id, node, branches });
    waiting.push(...branches.map((branch) => branch.target));
  };
  while (waiting.length > 0) visit(waiting.shift() ?? '');
  for (const id of Object.keys(document.nodes)) {
    visit(id);
  }
  return order;
}
