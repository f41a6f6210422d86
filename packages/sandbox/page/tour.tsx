import { useEffect } from 'react';
import type { DemoState } from './protocol.ts';
import { useRemembered } from './remembered.ts';

const CLOSED = 'closed';

/** The three steps of the README, one at a time; each gives way to the next when what it asks for has happened. */
export function Tour({ demo }: { demo: DemoState }) {
  const [at, go] = useRemembered('tour', '1');
  const first = demo.services[0];
  const isDown = demo.services.some(({ healthy }) => !healthy);
  useEffect(() => {
    if (at === '1' && isDown) go('2');
    if (at === '2' && !isDown) go('3');
  }, [at, isDown]);
  // Unwatched, nothing happens by itself.
  if (first?.told === undefined || at === CLOSED) return null;
  const step = STEPS[Number(at) - 1] ?? STEPS[0];
  const { title, text } = step({ service: first.title, channel: first.told });
  return (
    <aside className="tour" aria-label="First steps" data-testid="tour">
      <p role="status">
        <b>
          {at} of {STEPS.length} · {title}
        </b>{' '}
        {text}
      </p>
      <div className="tour-buttons">
        {at !== '1' && (
          <button type="button" className="button" onClick={() => go(String(Number(at) - 1))}>
            Back
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => go(at === String(STEPS.length) ? CLOSED : String(Number(at) + 1))}
        >
          {at === String(STEPS.length) ? 'Done' : 'Next'}
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Close the first steps"
          onClick={() => go(CLOSED)}
        >
          ✕
        </button>
      </div>
    </aside>
  );
}

type Step = (about: { service: string; channel: string }) => { title: string; text: string };

const STEPS: readonly [Step, Step, Step] = [
  ({ service, channel }) => ({
    title: 'Break something.',
    text: `Press “Stop the process” below ${service}. Nobody asks: within 15 s Resus tells ${channel} what is down, why, and the proof.`,
  }),
  () => ({
    title: 'Approve the fix.',
    text: 'Open “look and decide” in that message, act as amara at the top, and press Approve. It runs once and is proven from outside.',
  }),
  ({ channel }) => ({
    title: 'Read how it ended.',
    text: `About 20 s after recovery the message in ${channel} is green; its thread ends with a chart and the post-mortem.`,
  }),
];
