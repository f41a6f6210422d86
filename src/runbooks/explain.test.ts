import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { explainLines } from './explain.ts';

const library = loadRunbooks();
const explain = (text: string) => explainLines(text, library, 'en');

describe('what a line of a log means without any host', () => {
  it('names the fault, and what would confirm and contradict it', () => {
    expect(explain('OSError: [Errno 28] No space left on device')).toEqual([
      expect.objectContaining({
        line: 'OSError: [Errno 28] No space left on device',
        fault: 'disk-full',
        headline: 'The service cannot write: the disk is full.',
        layer: 'host',
        wouldConfirm: ['disk.full = true', 'disk.anyFull = true'],
        remedies: ['free-disk'],
      }),
    ]);
  });
  it('reads a line whatever wrote in front of it', () => {
    const fronts = [
      'Nov 30 10:00:00 web-1 api[41]: ',
      'api-1  | ',
      '2026-11-30 10:00:00,123 ERROR ',
      '2026-11-30T10:00:00.123Z ',
      '[2026-11-30 10:00:00 +0000] [12] [ERROR] ',
    ];
    expect(fronts.map((front) => explain(`${front}MemoryError`)[0]?.fault)).toEqual(
      fronts.map(() => 'py-memory'),
    );
  });
  it('tells of a line nobody described what its form tells', () => {
    const text = [
      'Traceback (most recent call last):',
      '  File "/srv/app/orders.py", line 41, in total',
      '    return price.quantise(cents)',
      '2026-11-30 10:00:01 CRITICAL shop.orders.PriceTrouble while the cart was added up',
    ].join('\n');
    expect(explain(text).at(-1)).toMatchObject({
      fault: null,
      form: { level: 'critical', at: '/srv/app/orders.py:41' },
    });
  });
  it('says of a single line that tells nothing that it is not known', () => {
    expect(explain('hello')).toEqual([
      {
        line: 'hello',
        fault: null,
        headline: null,
        layer: null,
        wouldConfirm: [],
        wouldContradict: [],
        remedies: [],
        form: {},
      },
    ]);
  });
  it('leaves out the quiet lines of a whole log', () => {
    expect(explain('GET / 200\nMemoryError\nGET / 200').map(({ fault }) => fault)).toEqual(['py-memory']);
  });
});
