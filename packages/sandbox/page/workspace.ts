import { textField } from './blocks/text-field.ts';
import type {
  Ephemeral,
  Message,
  PageEvent,
  ThreadStatus,
  View,
  WorkspaceFile,
  WorkspaceState,
} from './protocol.ts';

/** What happened next to what is known. Pure; an unknown event changes nothing, a repeated one changes nothing more. */
export function applyEvent(state: WorkspaceState, event: PageEvent): WorkspaceState {
  switch (event.type) {
    case 'message':
    case 'message_changed':
      return withMessage(state, inner<Message>(event, 'message'));
    case 'message_deleted':
      return withoutMessage(
        state,
        textField(event.channel),
        textField(event.ts) || inner<Message>(event, 'message').ts,
      );
    case 'ephemeral':
    case 'ephemeral_changed':
      return withEphemeral(state, inner<Ephemeral>(event, 'ephemeral'), Boolean(event.deleted));
    case 'view':
      return withView(state, inner<View>(event, 'view'), event.user);
    case 'view_closed':
      return withoutView(
        state,
        textField(event.view_id) || textField(event.id) || inner<View>(event, 'view').id,
      );
    case 'home':
      return withHome(state, inner<View>(event, event.home ? 'home' : 'view'), event.user);
    case 'file':
      return { ...state, files: upsert(state.files, inner<WorkspaceFile>(event, 'file'), (file) => file.id) };
    case 'sockets':
      return { ...state, sockets: { connected: Number(event.connected ?? 0) } };
    case 'status':
      return withStatus(state, event);
    default:
      return state;
  }
}

/** The object an event carries: under its own name, or spread over the event itself. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what the event carries
function inner<T>(event: PageEvent, name: string): T {
  const value = event[name];
  return (typeof value === 'object' && value !== null ? value : event) as T;
}

function upsert<T>(list: T[], item: T, key: (item: T) => string): T[] {
  const at = list.findIndex((other) => key(other) === key(item));
  return at < 0 ? [...list, item] : list.with(at, item);
}

// Times of messages have the same number of digits, so their order as text is their order in time.
const byTs = (a: { ts: string }, b: { ts: string }) => a.ts.localeCompare(b.ts);

function withMessage(state: WorkspaceState, message: Message): WorkspaceState {
  const channel = upsert(state.messages[message.channel] ?? [], message, (other) => other.ts).toSorted(byTs);
  return { ...withoutStatus(state, message), messages: { ...state.messages, [message.channel]: channel } };
}

function withoutMessage(state: WorkspaceState, channel: string, ts: string): WorkspaceState {
  const left = (state.messages[channel] ?? []).filter((message) => message.ts !== ts);
  return { ...state, messages: { ...state.messages, [channel]: left } };
}

function withEphemeral(state: WorkspaceState, ephemeral: Ephemeral, deleted: boolean): WorkspaceState {
  const isSame = (other: Ephemeral) => other.ts === ephemeral.ts && other.user === ephemeral.user;
  const others = state.ephemerals.filter((other) => !isSame(other));
  return {
    ...state,
    ephemerals: deleted || ephemeral.deleted ? others : [...others, ephemeral].toSorted(byTs),
  };
}

/** A view that is open already is updated in its place in the stack; a new one lies on top. */
function withView(state: WorkspaceState, view: View, user: unknown): WorkspaceState {
  const owner = typeof user === 'string' ? user : view.user;
  if (owner === undefined) return state;
  const stack = upsert(state.views[owner] ?? [], view, (other) => other.id);
  return { ...state, views: { ...state.views, [owner]: stack } };
}

function withoutView(state: WorkspaceState, id: string): WorkspaceState {
  const views = Object.entries(state.views).map(([user, stack]) => [
    user,
    stack.filter((view) => view.id !== id),
  ]);
  return { ...state, views: Object.fromEntries(views) as WorkspaceState['views'] };
}

function withHome(state: WorkspaceState, view: View, user: unknown): WorkspaceState {
  const owner = typeof user === 'string' ? user : view.user;
  return owner === undefined ? state : { ...state, homes: { ...state.homes, [owner]: view } };
}

function withStatus(state: WorkspaceState, event: PageEvent): WorkspaceState {
  const next: ThreadStatus = {
    channel: textField(event.channel) || textField(event.channel_id),
    thread_ts: textField(event.thread_ts),
    status: textField(event.status),
  };
  const others = (state.statuses ?? []).filter((one) => one.thread_ts !== next.thread_ts);
  return { ...state, statuses: next.status === '' ? others : [...others, next] };
}

/** As in Slack, a bot's message in a thread ends the status it was showing there. */
function withoutStatus(state: WorkspaceState, message: Message): WorkspaceState {
  if (!message.bot || state.statuses === undefined) return state;
  return { ...state, statuses: state.statuses.filter((one) => one.thread_ts !== message.thread_ts) };
}
