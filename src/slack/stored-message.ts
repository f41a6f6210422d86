import { z } from 'zod';
import { recordKind } from '#redis/record.ts';
import type { FileBody, MessageBody, MessagePlace } from './message.ts';
import type { DeadLetter } from './outbox.ts';

/** The blocks are Slack's own: what it does not take, it refuses. */
const blocks = z.custom<MessageBody['blocks'] & object>((value) => Array.isArray(value));

const messageBody: z.ZodType<MessageBody> = z.looseObject({
  text: z.string(),
  blocks: z.exactOptional(blocks),
  plainer: z.exactOptional(z.array(blocks)),
  passing: z.exactOptional(z.boolean()),
  broadcast: z.exactOptional(z.boolean()),
});
const fileBody: z.ZodType<FileBody> = z.looseObject({
  filename: z.string(),
  title: z.string(),
  content: z.string(),
  isDrawing: z.exactOptional(z.boolean()),
  altText: z.exactOptional(z.string()),
});
const body: z.ZodType<MessageBody | FileBody> = z.union([messageBody, fileBody]);
const place: z.ZodType<MessagePlace> = z.looseObject({
  channel: z.string(),
  parent: z.exactOptional(z.string()),
  threadTs: z.exactOptional(z.string()),
  otherwise: z.exactOptional(z.looseObject({ user: z.string(), body: messageBody })),
});
const letter: z.ZodType<DeadLetter> = z.looseObject({
  id: z.string(),
  channel: z.string(),
  reason: z.string(),
  at: z.number(),
});

/** What a message should show, as it stands in Redis. */
export const storedBody = recordKind('message', body);
/** Where a message lives. */
export const storedPlace = recordKind('place of a message', place);
/** A message that could not be delivered. */
export const storedLetter = recordKind('undelivered message', letter);
