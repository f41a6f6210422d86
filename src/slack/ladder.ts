import type { Clock } from '#base/clock.ts';
import type { MessageBody } from './message.ts';

/** Blocks to send with the text; undefined is the lowest step: the text alone. */
export type Form = MessageBody['blocks'];

/**
 * Which form of a message to try. A workspace that refuses `plan` blocks refuses them all, so that is remembered; what
 * else Slack refuses is the fault of one message.
 */
export type Ladder = {
  readonly forms: (body: MessageBody) => readonly Form[];
  readonly refused: (form: Form) => void;
};

/** Then plans are tried again: Slack may have rolled them out meanwhile. */
const rememberedMs = 3600_000;

export function createLadder(clock: Clock): Ladder {
  let noPlansUntil = 0;
  return {
    forms: (body) => {
      const all: Form[] = [...(body.blocks === undefined ? [] : [body.blocks]), ...(body.plainer ?? [])];
      const usable = clock.now() < noPlansUntil ? all.filter((form) => !hasPlan(form)) : all;
      return [...usable, undefined];
    },
    refused: (form) => {
      if (hasPlan(form)) noPlansUntil = clock.now() + rememberedMs;
    },
  };
}

function hasPlan(form: Form): boolean {
  return form?.some((block) => block.type === 'plan') ?? false;
}
