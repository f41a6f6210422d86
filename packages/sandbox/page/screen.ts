import { createContext, useContext } from 'react';
import type { Person, WorkspaceState } from './protocol.ts';

/** What every part of the page may know and do: the workspace, who acts, what is open. */
export interface Screen {
  workspace: WorkspaceState;
  /** The person this browser tab acts as. */
  me: Person;
  channelId: string;
  threadTs: string | undefined;
  openChannel: (id: string) => void;
  openThread: (ts: string | undefined) => void;
}

export const ScreenContext = createContext<Screen | undefined>(undefined);

export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (screen === undefined)
    throw new Error('This part of the page is drawn before the workspace state was read.');
  return screen;
}

/** Who speaks when the workspace itself has something to say. */
export const SLACKBOT: Person = { id: 'USLACKBOT', name: 'Slackbot', real_name: 'Slackbot', role: 'bot' };

/** Someone unknown is shown by id: a message is never dropped because its author is not in the list. */
export function personOf(workspace: WorkspaceState, id: string): Person {
  if (id === SLACKBOT.id) return SLACKBOT;
  const known = workspace.people.find((person) => person.id === id);
  return known ?? { id, name: id, real_name: id, role: 'member' };
}

export const botOf = (workspace: WorkspaceState) => workspace.people.find((person) => person.role === 'bot');
