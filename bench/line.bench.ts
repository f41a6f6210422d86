import { labMissing } from '#test/lab/lab.ts';
import { bootSystem } from '#test/lab/systems/system.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { startProduct } from '#test/stories/product.ts';

/** From the slash command to its ack, to the first message in the channel and to the verdict, on a real host. */
const rounds = Number(process.env['ROUNDS'] ?? 20);
/** Slack takes about one message a second and channel; asking faster would measure our own patience. */
const pauseMs = 4_500;

const reason = labMissing();
if (reason) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}
const host = await bootSystem(systemdDjango);
const product = await startProduct(systemdDjango.catalog(host));
const { workspace } = product;
await workspace.until(() => workspace.sockets.connected === 2);
const acks: number[] = [];
const firsts: number[] = [];
const verdicts: number[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const known = new Set(workspace.messages('#ops').map(({ ts }) => ts));
  const startedAt = performance.now();
  const acked = workspace
    .as('U0ROSA')
    .command('/diagnose', 'api')
    .then(() => performance.now() - startedAt);
  const parent = await workspace.until(() =>
    workspace.messages('#ops').find(({ ts, thread_ts }) => thread_ts === undefined && !known.has(ts)),
  );
  const first = performance.now() - startedAt;
  await workspace.until(
    () =>
      workspace
        .messages('#ops')
        .find(({ ts }) => ts === parent.ts)
        ?.text.startsWith('🟢'),
    20_000,
  );
  const verdict = performance.now() - startedAt;
  // The first round warms connections and code.
  if (round > 0) {
    acks.push(await acked);
    firsts.push(first);
    verdicts.push(verdict);
  }
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
await product.stop();
await host.down();
console.log(`\n/diagnose api on a lab host, ${rounds} rounds          min     p50     max  (ms)`);
for (const [name, times] of Object.entries({
  'slash → ack': acks,
  'slash → first message': firsts,
  'slash → verdict': verdicts,
})) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0).padStart(7);
  console.log(`${name.padEnd(42)} ${at(0)} ${at(0.5)} ${at(1)}`);
}
