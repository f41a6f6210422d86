import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly outcome: 'read'; readonly bytes: Buffer }
  | { readonly outcome: 'too_large' | 'too_slow' | 'too_many' | 'broken' };

/** What all deliveries under way hold together. */
export type Buffered = { bytes: number };

const limitBytes = 1024 * 1024;
/** A little more is read and dropped, so that the sender hears why; whoever sends more than that is cut off. */
const dropBytes = 16 * limitBytes;

/** A storm of real deliveries is a few kilobytes each; more than this at once is no storm. */
const bufferedBytes = 32 * limitBytes;

/** The whole body, or why not. After anything but `read` the connection is of no more use. Without `buffered` nothing is kept. */
export function readBody(request: IncomingMessage, withinMs: number, buffered?: Buffered): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let held = 0;
    let isTooMany = false;
    const drop = (): void => {
      chunks.length = 0;
      if (buffered !== undefined) buffered.bytes -= held;
      held = 0;
    };
    const end = (body: Body): void => {
      clearTimeout(timer);
      drop();
      resolve(body);
    };
    const timer = setTimeout(() => end({ outcome: 'too_slow' }), withinMs);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (buffered !== undefined && size <= limitBytes && !isTooMany) {
        isTooMany = buffered.bytes + chunk.length > bufferedBytes;
        if (!isTooMany) {
          chunks.push(chunk);
          held += chunk.length;
          buffered.bytes += chunk.length;
        }
      }
      if (size > limitBytes || isTooMany) drop();
      if (size > dropBytes) end({ outcome: 'too_large' });
    });
    request.on('end', () => {
      if (size > limitBytes) return end({ outcome: 'too_large' });
      return end(isTooMany ? { outcome: 'too_many' } : { outcome: 'read', bytes: Buffer.concat(chunks) });
    });
    request.on('error', () => end({ outcome: 'broken' }));
    request.on('close', () => end({ outcome: 'broken' }));
  });
}

export type Parsed =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly reason: string };

/** No monitoring system nests deeper; what does is made to break readers. */
const deepest = 32;

export function parseBody(bytes: Buffer): Parsed {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, reason: 'the body is not JSON in UTF-8' };
  }
  const oddity = findOddity(json);
  return oddity === undefined ? { ok: true, json } : { ok: false, reason: oddity };
}

/** Without recursion: the depth is what is being checked. */
function findOddity(json: unknown): string | undefined {
  const rest: { value: unknown; depth: number }[] = [{ value: json, depth: 0 }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string' && value.includes('\0')) return 'the body has a NUL character in a text';
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= deepest) return `the body is nested deeper than ${deepest}`;
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') return 'the body has a key __proto__';
      rest.push({ value: key, depth }, { value: item, depth: depth + 1 });
    }
  }
  return undefined;
}
