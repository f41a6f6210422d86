import type { MessageBody } from './message.ts';

/** Blocks to send with the text; undefined is the lowest step: the text alone. */
export type Form = MessageBody['blocks'];

/**
 * Chooses the form of a message to try. A workspace that refuses `plan` blocks refuses them all, so that is
 * remembered; any other refusal concerns one message only.
 */
export type BlockFallbacks = {
  readonly forms: (body: MessageBody) => Promise<readonly Form[]>;
  readonly refused: (form: Form) => Promise<void>;
};

/** The forms that the workspace has refused, known to all processes: one Redis serves one workspace. */
export type Refused = {
  readonly isRefused: (type: string) => Promise<boolean>;
  readonly refused: (type: string, forMs: number) => Promise<void>;
};

/** Then plans are tried again: Slack may have rolled them out meanwhile. */
const rememberedMs = 3600_000;

export function createLadder(workspace: Refused): BlockFallbacks {
  return {
    forms: async (body) => {
      const all: Form[] = [...(body.blocks === undefined ? [] : [body.blocks]), ...(body.plainer ?? [])];
      const isPlain = all.some(hasPlan) && (await workspace.isRefused('plan'));
      return [...(isPlain ? all.filter((form) => !hasPlan(form)) : all), undefined];
    },
    refused: async (form) => {
      if (hasPlan(form)) await workspace.refused('plan', rememberedMs);
    },
  };
}

function hasPlan(form: Form): boolean {
  return form?.some((block) => block.type === 'plan') ?? false;
}
