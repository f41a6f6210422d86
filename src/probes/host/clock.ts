import { defineProbe } from '../probe.ts';
import { notSeen, quoted } from '../make-observation.ts';
import { printed, shell } from '../shell.ts';
import { clockOnWindows } from '../windows-commands.ts';

/** TLS, tokens and one-time codes allow about a minute. */
const skewLimitS = 60;

/** Is the host's clock right? A wrong one breaks TLS, tokens and every "since". */
export const clock = defineProbe({
  id: 'clock',
  title: { en: 'Clock', fr: 'Horloge' },
  scope: 'host',
  usualMs: 8,
  windows: true,
  facts: { skewS: 'number', skewed: 'boolean' },
  asks: ({ host }) => ({ date: shell(host?.os === 'windows' ? clockOnWindows : 'date +%s') }),
  read: ({ date }, { now }) => {
    const seconds = /^(\d{9,11})$/m.exec(printed(date) ?? '')?.[1];
    if (seconds === undefined)
      return notSeen('clock', { en: 'the host told no time', fr: 'l’hôte n’a pas donné l’heure' });
    // The answer was made somewhere between the question and its arrival.
    const skewS = Number(seconds) - Math.round((now + date.tookMs / 2) / 1000);
    const skewed = Math.abs(skewS) > skewLimitS;
    return {
      probe: 'clock',
      status: skewed ? 'bad' : 'ok',
      facts: { skewS, skewed },
      evidence: [quoted('date +%s', `${seconds} (here: ${Math.round(now / 1000)})`, 'skewS', 'skewed')],
      says: skewed
        ? { en: 'the clock is {skewS} s off', fr: 'l’horloge est décalée de {skewS} s', with: { skewS } }
        : { en: 'the clock is right', fr: 'l’horloge est à l’heure' },
    };
  },
});
