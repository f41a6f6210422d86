import type { Desk } from '../desk.ts';
import type { Ephemeral, Message } from '../talk/message.ts';
import type { View } from '../talk/views.ts';
import { click } from './click.ts';
import { command } from './command.ts';
import type { Wanted } from './find-element.ts';
import { openHome, shortcut } from './home.ts';
import { close, submit, type Submitted } from './modal.ts';
import type { Done } from './outcome.ts';
import type { Place } from './payloads.ts';
import { say } from './say.ts';
import { suggest, type Suggested } from './suggest.ts';

type Fields = Record<string, unknown>;
type Shown = Message | Ephemeral | View;

/** Acts as one person, through the same doors as the page. Every act resolves with what the person would see. */
export type Person = {
  id: string;
  /** `command('/diagnose', 'api', { channel })`; the channel may be a name, default `#ops`. */
  command(name: string, text?: string, options?: { channel?: string }): Promise<Done>;
  say(channel: string, text: string, options?: { thread_ts?: string }): Message;
  /**
   * Clicks an element of a message, ephemeral or view as it was when it was taken from a reader: so an old copy
   * clicks a button that is gone by now, as a slow client does.
   */
  click(where: Shown, action: Wanted, chosen?: Fields): Promise<Done>;
  /** Values by block id and action id, or in short by action id: `{ service: 'api' }`. */
  submit(view: View, values?: Fields): Promise<Submitted>;
  close(view: View): Promise<Done>;
  suggest(where: Shown, action: Wanted, query: string): Promise<Suggested>;
  openHome(): Done;
  shortcut(callbackId: string, message?: Message): Promise<Done>;
};

function placeFor(desk: Desk, where: Shown): Place {
  if ('hash' in where) return { kind: 'view', view: where };
  const isMessage = 'bot' in where || desk.conversations.find(where.channel, where.ts) !== undefined;
  return isMessage ? { kind: 'message', message: where } : { kind: 'ephemeral', ephemeral: where };
}

export function personOn(desk: Desk, userId: string): Person {
  if (!desk.team.people.has(userId)) throw new Error(`There is no person ${userId} in this workspace.`);
  return {
    id: userId,
    command: (name, text = '', options = {}) =>
      command(desk, userId, options.channel ?? '#ops', `${name} ${text}`),
    say: (channel, text, options = {}) => {
      const { message, error } = say(desk, userId, channel, text, options);
      if (!message) throw new Error(`${userId} cannot say that in ${channel}: ${error}.`);
      return message;
    },
    click: (where, action, chosen) => click(desk, userId, placeFor(desk, where), action, chosen),
    submit: (view, values = {}) => submit(desk, userId, view.id, values),
    close: (view) => close(desk, userId, view.id),
    suggest: (where, action, query) => suggest(desk, userId, placeFor(desk, where), action, query),
    openHome: () => openHome(desk, userId),
    shortcut: (callbackId, message) => shortcut(desk, userId, callbackId, message),
  };
}
