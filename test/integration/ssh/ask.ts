import type { ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Pool } from '#ssh/pool.ts';

export const ask = (command: string, timeoutMs = 5_000): ShellAsk => ({ via: 'shell', command, timeoutMs });

/** All answers of one batch, in the order of the asks; fails when one is settled twice or never. */
export async function look(
  pool: Pool,
  asks: readonly ShellAsk[],
  signal = new AbortController().signal,
): Promise<ShellAnswer[]> {
  const answers: ShellAnswer[] = [];
  let settled = 0;
  await pool.shell(
    'web-1',
    asks,
    (index, answer) => {
      if (answers[index]) throw new Error(`ask ${index} was settled twice`);
      answers[index] = answer;
      settled += 1;
    },
    signal,
  );
  if (settled !== asks.length) throw new Error(`${asks.length - settled} asks were never settled`);
  return answers;
}

export async function lookOnce(pool: Pool, command: string, timeoutMs?: number): Promise<ShellAnswer> {
  const [answer] = await look(pool, [ask(command, timeoutMs)]);
  if (!answer) throw new Error('no answer');
  return answer;
}
