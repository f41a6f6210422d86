import type { Redact } from '#redaction/redact.ts';
import type { MessageBody } from './message.ts';

/** Only what people read: ids and values of buttons must come back as they were sent. */
export function redactBody(body: MessageBody, redact: Redact): MessageBody {
  const clean = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return read.has(key) ? redact(value) : value;
    if (Array.isArray(value)) return value.map((item) => clean(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, clean(item, inner)]));
  };
  return clean(body, '') as MessageBody;
}

const read = new Set(['text', 'title', 'description', 'alt_text', 'url', 'hint', 'label']);
