import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly outcome: 'read'; readonly bytes: Buffer }
  | { readonly outcome: 'too_large' | 'too_slow' | 'too_many' | 'broken' };

/** The bytes that all deliveries under way hold together. */
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
