import { say } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import { nameIn } from '#base/join-phrases.ts';
import { stateWord } from './outage-phrases.ts';
import type { Outage } from './events.ts';

/** An outage on one line of the terminal, which speaks English. */
export function outageText(outage: Outage, now: number): string {
  const { id, service, state, severity, since, resolved, recoveredAt } = outage;
  const ended = resolved === undefined ? undefined : (recoveredAt ?? resolved.at);
  const began = new Date(since).toISOString().slice(0, 16).replace('T', ' ');
  const lastedFor = say('en', formatDuration((ended ?? now) - since));
  return [
    id,
    say('en', stateWord[state]),
    service,
    severity,
    ended === undefined ? `since ${began} UTC (${lastedFor})` : `from ${began} UTC, lasted ${lastedFor}`,
    ...(ended === undefined ? [whoHas(outage)] : []),
    headlineOf(outage),
  ].join('  ');
}

function whoHas({ assignee, acknowledged }: Outage): string {
  const who = assignee ?? acknowledged?.by;
  return who === undefined ? 'nobody has it yet' : `${nameIn(undefined, who)} has it`;
}

function headlineOf({ runs, says }: Outage): string {
  const proven = runs.findLast(({ verdict }) => verdict?.outcome === 'faulty')?.verdict;
  return say('en', proven?.headline ?? says);
}
