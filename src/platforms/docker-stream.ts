const headerBytes = 8;

/**
 * Docker's multiplexed log stream → lines as `docker logs --timestamps` prints them, oldest first. CapRover passes the
 * raw stream on: frames of [type, 0, 0, 0, length as uint32 big-endian][payload], a payload beginning with a time.
 * The tasks of a service arrive one after the other, so only sorting by time tells what happened when.
 */
export function readDockerStream(bytes: Buffer): string {
  const lines: { at: string; text: string }[] = [];
  for (const payload of payloadsOf(bytes)) {
    for (const line of payload.toString('utf8').split('\n')) {
      if (line === '') continue;
      const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.?\d*Z/.exec(line)?.[0] ?? lines.at(-1)?.at ?? '';
      lines.push({ at, text: line.replaceAll(colours, '').replaceAll('\r', '') });
    }
  }
  // The sort is stable: what was written in one moment stays in its order.
  return lines
    .toSorted((a, b) => compare(nanoText(a.at), nanoText(b.at)))
    .map(({ text }) => text)
    .join('\n');
}

function* payloadsOf(bytes: Buffer): Generator<Buffer> {
  let at = 0;
  while (at < bytes.length) {
    const type = bytes[at];
    const framed =
      at + headerBytes <= bytes.length &&
      type !== undefined &&
      type <= 3 &&
      bytes.readUIntBE(at + 1, 3) === 0;
    if (!framed) {
      // A container with a terminal is not multiplexed: the rest is plain text.
      yield bytes.subarray(at);
      return;
    }
    const end = at + headerBytes + bytes.readUInt32BE(at + 4);
    yield bytes.subarray(at + headerBytes, end);
    at = end;
  }
}

/** Docker cuts trailing zeros off, so that `.5Z` is later than `.45Z` but sorts before it as text. */
function nanoText(at: string): string {
  const [seconds = '', fraction = ''] = at.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// oxlint-disable-next-line no-control-regex -- terminal colours are control characters
const colours = /\u001B\[[0-9;?]*[ -/]*[@-~]/g;
