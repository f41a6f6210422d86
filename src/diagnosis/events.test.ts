import { describe, expect, test } from 'vitest';
import { concluded, faulty, sampleRun, started } from '#test/sample-runs.ts';
import { applyRunEvent, type RunEvent, runOf } from './events.ts';

const rated = (by: string, isRight: boolean): RunEvent => ({ type: 'rated', at: 9, by, isRight });

describe('what people say of a verdict', () => {
  test('each person has one say, the last', () => {
    const run = sampleRun(
      started,
      concluded(faulty),
      rated('U0ROSA', true),
      rated('U0AMARA', true),
      rated('U0ROSA', false),
    );
    expect(run.ratings).toEqual([
      { by: 'U0AMARA', isRight: true },
      { by: 'U0ROSA', isRight: false },
    ]);
    expect(run.state).toBe('concluded');
  });

  test('without a verdict there is nothing to rate', () => {
    const run = sampleRun(started, rated('U0ROSA', true));
    expect(run.ratings).toEqual([]);
    expect(runOf('x', [rated('U0ROSA', true)])).toBeUndefined();
  });

  test('an amended verdict keeps what was said', () => {
    const run = sampleRun(started, concluded({ ...faulty, provisional: true }), rated('U0ROSA', true));
    expect(applyRunEvent(run, run.id, concluded(faulty))?.ratings).toHaveLength(1);
  });
});
