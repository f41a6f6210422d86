import { createContext, useContext } from 'react';
import type { ActResult, Block, ElementValue, FormValues } from '../protocol.ts';

/** What the blocks of one message or view can do: it stands between elements and the workspace server. */
export interface Surface {
  /** Sends an action as Slack would, with the element's own fields. Answers when the bot has acked it or failed to. */
  click: (blockId: string, element: Block, fields: object) => Promise<ActResult>;
  suggest: (blockId: string, element: Block, query: string) => Promise<ActResult>;
  values: FormValues;
  setValue: (blockId: string, actionId: string, value: ElementValue) => void;
  /** Field errors of the last submit, by block_id. */
  errors: Record<string, string>;
  people: { id: string; name: string }[];
  channels: { id: string; name: string }[];
}

export const SurfaceContext = createContext<Surface | undefined>(undefined);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === undefined)
    throw new Error('Blocks are drawn outside a message or view: wrap them in a surface.');
  return surface;
}

export const actionIdOf = (element: Block) => element.action_id ?? element.type;
