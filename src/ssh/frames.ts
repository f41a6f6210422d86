/**
 * One frame from a runner: `\n NONCE id length kind \n payload`, where kind is `+` (more to come) or `.` (the last).
 * Text between frames, such as the noise of a .bashrc, is dropped.
 */
export type Frame = { readonly id: string; readonly payload: Buffer };

/** A header is `\n`, the nonce, an id, a length, a kind and `\n`. */
const headerBytes = 64;

/** Returns a function that takes the bytes as they come and gives the payloads that they complete. */
export function frameReader(nonce: string): (chunk: Buffer) => Frame[] {
  const mark = Buffer.from(`\n${nonce} `);
  const parts = new Map<string, Buffer[]>();
  let kept: Buffer = Buffer.alloc(0);

  return (chunk) => {
    const frames: Frame[] = [];
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    let at = 0;
    for (;;) {
      const start = bytes.indexOf(mark, at);
      if (start === -1) {
        at = Math.max(at, bytes.length - mark.length + 1);
        break;
      }
      const end = bytes.indexOf(10, start + mark.length);
      if (end === -1 && bytes.length - start < headerBytes) {
        at = start;
        break;
      }
      const header = /^(\w+) (\d+)([+.])$/.exec(
        bytes.toString('latin1', start + mark.length, Math.max(end, 0)),
      );
      if (!header) {
        at = start + mark.length;
        continue;
      }
      const [, id = '', length = '0', kind] = header;
      const payloadEnd = end + 1 + Number(length);
      if (payloadEnd > bytes.length) {
        at = start;
        break;
      }
      const collected = parts.get(id) ?? [];
      collected.push(bytes.subarray(end + 1, payloadEnd));
      if (kind === '.') {
        parts.delete(id);
        frames.push({ id, payload: Buffer.concat(collected) });
      } else parts.set(id, collected);
      at = payloadEnd;
    }
    kept = Buffer.from(bytes.subarray(at));
    return frames;
  };
}
