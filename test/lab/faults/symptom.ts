import type { LabHost } from '../lab.ts';
import { visit } from '../visit.ts';
import type { Fault } from './fault.ts';

/** Looks whether the fault shows as it should; the answer is what is wrong with it, or undefined when it is real. */
export async function findDoubt(fault: Fault, host: LabHost): Promise<string | undefined> {
  const { symptom } = fault;
  if (symptom.visit !== undefined) {
    const seen = await visit(host, symptom.visit, symptom.method ? { method: symptom.method } : {});
    if (![symptom.gives].flat().includes(seen.gave)) {
      return `${symptom.visit} gives ${seen.gave}, not ${String(symptom.gives)}: ${seen.body.slice(0, 200)}`;
    }
  }
  if (symptom.inside !== undefined) {
    const { stdout, stderr } = await host.exec(`{ ${symptom.inside}; } 2>&1`);
    if (!stdout.includes(symptom.says ?? '')) {
      return `${symptom.inside} does not say ${symptom.says}: ${(stdout + stderr).slice(-400)}`;
    }
  }
  return undefined;
}
