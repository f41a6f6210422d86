/** How many times slower than a usual one this machine is, as whoever runs the tests has measured. */
const slowness = Number(process.env['SANDBOX_SLOWNESS'] ?? '') || 1;

/** A limit for this machine: tests wait for conditions, and how long they may take is not the same everywhere. */
export function scaled(ms: number): number {
  return Math.ceil(ms * slowness);
}
