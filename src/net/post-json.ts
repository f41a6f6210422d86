import { request } from 'undici';

/** Posts once and waits for the answer; rejects with what went wrong, never with the address, which may hold a token. */
export async function postJson(url: string, body: object, timeoutMs: number): Promise<void> {
  const { statusCode, body: answer } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause: unknown) => {
    throw new Error(`no answer: ${codeOf(cause)}`);
  });
  await answer.dump();
  if (statusCode >= 300) throw new Error(`HTTP ${statusCode}`);
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
