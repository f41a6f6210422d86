import { randomBytes } from 'node:crypto';
import type { Changes } from '../wire/changes.ts';
import { withIds } from './block-ids.ts';
import type { Block } from './message.ts';

export type View = {
  id: string;
  type: 'modal' | 'home';
  /** Changes with every update; an app sends it back to say what its update rests on. */
  hash: string;
  blocks: Block[];
  private_metadata: string;
  callback_id: string;
  external_id: string;
  root_view_id: string;
  previous_view_id: string | null;
  notify_on_close: boolean;
  clear_on_close: boolean;
  title?: { type: string; text: string };
  submit?: { type: string; text: string } | null;
  close?: { type: string; text: string } | null;
};

/** What an app sends: the same without what Slack adds. */
export type ViewDraft = Partial<View> & { type: 'modal' | 'home'; blocks: Block[] };

/** Slack shows three views on top of each other at most. */
export const STACK_MAX = 3;

/** The open modals of each person, lowest first, and their home tabs. */
export class Views {
  readonly homes = new Map<string, View>();
  private readonly stacks = new Map<string, View[]>();
  private readonly changes: Changes;

  constructor(changes: Changes) {
    this.changes = changes;
  }

  /** Lowest first: the last is the one in front. */
  of(user: string): readonly View[] {
    return this.stacks.get(user) ?? [];
  }

  all(): Record<string, readonly View[]> {
    return Object.fromEntries(this.stacks);
  }

  find(id: string): { user: string; view: View } | undefined {
    return this.where((view) => view.id === id);
  }

  findExternal(externalId: string): { user: string; view: View } | undefined {
    return this.where((view) => view.external_id === externalId);
  }

  /** A new stack; what was open is closed, since the client shows one stack. */
  open(user: string, draft: ViewDraft): View {
    this.clear(user);
    const view = complete(draft);
    this.stacks.set(user, [view]);
    this.changes.emit({ type: 'view', user, view });
    return view;
  }

  /** On top of what is open. The caller has checked the depth. */
  push(user: string, draft: ViewDraft): View {
    const below = this.of(user);
    const root = below[0]?.root_view_id;
    const view = {
      ...complete(draft),
      previous_view_id: below.at(-1)?.id ?? null,
      ...(root && { root_view_id: root }),
    };
    this.stacks.set(user, [...below, view]);
    this.changes.emit({ type: 'view', user, view });
    return view;
  }

  /** In place: the view keeps its id and its place in the stack, and gets a new hash. */
  update(user: string, old: View, draft: ViewDraft): View {
    const { id, root_view_id, previous_view_id } = old;
    const view = {
      ...complete({ external_id: old.external_id, ...draft }),
      id,
      root_view_id,
      previous_view_id,
    };
    this.stacks.set(
      user,
      this.of(user).map((one) => (one.id === id ? view : one)),
    );
    if (this.homes.get(user)?.id === id) this.homes.set(user, view);
    this.changes.emit({ type: view.type === 'home' ? 'home' : 'view', user, view });
    return view;
  }

  /** A person's home tab keeps its id for good. */
  publish(user: string, draft: ViewDraft): View {
    const old = this.homes.get(user);
    const view = { ...complete(draft), ...(old && { id: old.id, root_view_id: old.id }) };
    this.homes.set(user, view);
    this.changes.emit({ type: 'home', user, view });
    return view;
  }

  /** One view; what lies below it is shown again. */
  close(user: string, view: View): void {
    this.stacks.set(
      user,
      this.of(user).filter((one) => one.id !== view.id),
    );
    this.changes.emit({ type: 'view_closed', user, view_id: view.id });
  }

  clear(user: string): void {
    for (const view of this.of(user).toReversed()) this.close(user, view);
  }

  private where(matches: (view: View) => boolean): { user: string; view: View } | undefined {
    const homes = [...this.homes].map(([user, view]) => ({ user, view }));
    const modals = [...this.stacks].flatMap(([user, stack]) => stack.map((view) => ({ user, view })));
    return [...modals, ...homes].find((one) => matches(one.view));
  }
}

/** A new hash each time, so that an update that rests on an older view is refused. */
function complete(draft: ViewDraft): View {
  const id = `V${randomBytes(6).toString('hex').toUpperCase()}`;
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    notify_on_close: false,
    clear_on_close: false,
    previous_view_id: null,
    submit: null,
    close: null,
    ...draft,
    id,
    root_view_id: id,
    hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    blocks: withIds(draft.blocks),
  };
}
