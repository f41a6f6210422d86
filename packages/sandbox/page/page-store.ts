import { useSyncExternalStore } from 'react';
import type { DemoState, Ephemeral, PageEvent, WorkspaceState } from './protocol.ts';
import { listen, loadDemo, loadState } from './server-link.ts';
import { applyEvent } from './workspace.ts';

export type Connection = { kind: 'connecting' | 'live' | 'lost' } | { kind: 'refused'; reason: string };

export interface PageState {
  connection: Connection;
  workspace?: WorkspaceState;
  demo?: DemoState;
  /** What Slackbot would tell one person, e.g. that a command failed. Lives in this page only. */
  notices: Ephemeral[];
}

let state: PageState = { connection: { kind: 'connecting' }, notices: [] };
const watchers = new Set<() => void>();

function update(change: (state: PageState) => PageState): void {
  state = change(state);
  for (const watcher of watchers) watcher();
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export const usePageState = () => useSyncExternalStore(subscribe, () => state);

const REFUSED = new Set([401, 403]);

/** Follows the workspace for the life of the page: state first, then every event; state again after a dropped stream. */
export function followWorkspace(): void {
  // Events that arrive while the state is being read are applied on top of it: they may be newer, and repeat safely.
  let early: PageEvent[] | undefined = [];
  const apply = (event: PageEvent) => {
    if (event.type === 'demo') return update((now) => ({ ...now, demo: demoOf(event) }));
    if (early) return void early.push(event);
    update((now) => (now.workspace ? { ...now, workspace: applyEvent(now.workspace, event) } : now));
  };
  const read = async () => {
    early ??= [];
    const [workspace, demo] = await Promise.all([loadState(), loadDemo()]);
    if (!workspace.ok) {
      const isRefused = REFUSED.has(workspace.status);
      return setConnection(isRefused ? { kind: 'refused', reason: workspace.reason } : { kind: 'lost' });
    }
    const missed = early ?? [];
    early = undefined;
    update((now) => ({
      ...now,
      connection: { kind: 'live' },
      workspace: missed.reduce(applyEvent, workspace.value),
      ...(demo.ok ? { demo: demo.value } : {}),
    }));
  };
  listen({
    onOpen: () => void read(),
    onEvent: apply,
    onDrop: () => {
      // Reading says why the stream was refused, which the stream itself cannot.
      if (state.workspace) setConnection({ kind: 'lost' });
      else void read();
    },
  });
}

const demoOf = (event: PageEvent) => (event.demo ?? event) as unknown as DemoState;

function setConnection(connection: Connection): void {
  update((now) => ({ ...now, connection }));
}

export async function refreshDemo(): Promise<void> {
  const demo = await loadDemo();
  if (demo.ok) update((now) => ({ ...now, demo: demo.value }));
}

/** Says something to one person in a channel, as Slackbot does when an app fails. */
export function notice(user: string, channel: string, text: string, threadTs?: string): void {
  const ts = (Date.now() / 1000).toFixed(6);
  const one: Ephemeral = {
    user,
    channel,
    ts,
    text,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  };
  update((now) => ({ ...now, notices: [...now.notices, one] }));
}
