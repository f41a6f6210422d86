import { useState } from 'react';
import { formValues } from './blocks/element-value.ts';
import type { Surface } from './blocks/surface.ts';
import type { Block, FormValues } from './protocol.ts';
import { useScreen } from './screen.ts';
import { act } from './server-link.ts';

export interface BlockSurface {
  surface: Surface;
  /** Every value of the surface as it would be sent now. */
  values: FormValues;
  setErrors: (errors: Record<string, string>) => void;
}

/** What blocks at one place can do: `place` says where they are, as `{channel, ts}` or `{view_id}`. */
export function useBlockSurface(place: object, blocks: Block[]): BlockSurface {
  const { workspace, me } = useScreen();
  const [entered, setEntered] = useState<FormValues>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  // Kept here, not in the elements: what was entered must survive an edit of the message around it.
  const values = formValues(blocks, entered);
  const surface: Surface = {
    values: entered,
    setValue: (blockId, actionId, value) => {
      setEntered((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } }));
      setErrors(({ [blockId]: _fixed, ...others }) => others);
    },
    errors,
    people: workspace.people,
    channels: workspace.channels.filter((channel) => channel.kind === 'channel'),
    click: (blockId, element, fields) =>
      act(me.id, 'click', {
        ...place,
        block_id: blockId,
        action_id: element.action_id,
        type: element.type,
        values,
        ...fields,
      }),
    suggest: (blockId, element, query) =>
      act(me.id, 'suggest', { ...place, block_id: blockId, action_id: element.action_id, query }),
  };
  return { surface, values, setErrors };
}
