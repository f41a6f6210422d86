import { describe, expect, test } from 'vitest';
import type { Observation } from '#catalog/observation.ts';
import { concluded, faulty, observed, sampleRun, started } from '#test/sample-runs.ts';
import { evidenceFile } from './evidence-file.ts';

const run = sampleRun(started, ...observed, concluded(faulty));

const loud = (i: number): Observation => ({
  probe: `checks.number-${i}`,
  status: 'bad',
  facts: {},
  evidence: [{ source: 'log', text: 'é'.repeat(200_000) }],
  says: { en: `look ${i}`, fr: `regard ${i}` },
  tookMs: 1,
});

describe('the evidence file', () => {
  test('has every look with its facts and quotes, what was ruled out with the reason, and what was not seen', () => {
    const { filename, content } = evidenceFile(run, faulty, 'en');
    expect(filename).toBe('evidence-api-run-0123456789ab.txt');
    for (const { says, evidence } of run.observations) {
      expect(content).toContain(says.en);
      for (const { text } of evidence) expect(content).toContain(text);
    }
    expect(content).toContain('"process.seen": "bad"');
    expect(content).toContain('- Wrong port in the proxy (wrong-port): proxy.upstreamPort = 8000');
    expect(content).toContain('- Dependencies: redis · web-1: no password in the catalog');
    expect(content).toContain('$ systemctl restart payments-backend');
    expect(content).toContain('The certificate ended yesterday (certificate-expired)');
  });

  test('stays below a megabyte by shortening the longest quotes, and leaves no look out', () => {
    const { content } = evidenceFile(
      { ...run, observations: Array.from({ length: 40 }, (_, i) => loud(i)) },
      faulty,
      'en',
    );
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(1_000_000);
    expect(content).toContain('look 39');
    expect(content).toContain('…');
  });

  test('is complete in French', () => {
    expect(evidenceFile(run, faulty, 'fr').content).toContain('## Écarté, et par quoi');
  });
});
