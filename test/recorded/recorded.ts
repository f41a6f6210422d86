import { readFileSync } from 'node:fs';
import type { ShellAnswer } from '#catalog/ask.ts';

/** What a real program printed; README.md tells which program, version and host. */
export function recorded(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

/** The part of a recording that stands under `##### name`. */
export function recordedPart(file: string, name: string): string {
  const part = recorded(file)
    .split(/^##### /m)
    .find((each) => each.startsWith(`${name}\n`));
  if (part === undefined) throw new Error(`${file} has no part ${name}`);
  return part.slice(name.length + 1);
}

/** The answers of one scene: what each of a probe's asks printed stands under `##### scene.ask`. */
export function recordedAnswers(file: string, scene: string): Record<string, ShellAnswer> {
  const answers: Record<string, ShellAnswer> = {};
  for (const part of recorded(file).split(/^##### /m)) {
    const [title = '', ...rest] = part.split('\n');
    if (title.startsWith(`${scene}.`)) answers[title.slice(scene.length + 1)] = exited(rest.join('\n'));
  }
  if (Object.keys(answers).length === 0) throw new Error(`${file} has no scene ${scene}`);
  return answers;
}

export function exited(text: string, code = 0): ShellAnswer {
  return { outcome: 'exited', code, text, truncated: false, tookMs: 5 };
}
