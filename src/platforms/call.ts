import { Agent, request } from 'undici';
import { failureOf } from '#net/failure.ts';
import type { HttpFailure, NoAnswerReason } from '#catalog/ask.ts';
import { silent, type Told } from './refused.ts';

export type Request = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};
export type Response = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

/** The definitions of all apps of a big CapRover are some hundred kilobytes; ten times more is no honest answer. */
const bodyLimitBytes = 8 * 1024 * 1024;

/** At most so many requests to one platform at a time: looking must not slow down what it looks at. */
const connectionsEach = 6;

const agent = new Agent({ connections: connectionsEach, connect: { timeout: 5_000 } });

const reasons: Readonly<Partial<Record<HttpFailure, NoAnswerReason>>> = {
  refused: 'refused',
  timed_out: 'timed_out',
  dns: 'dns',
  reset: 'lost',
  empty_reply: 'lost',
};

/** One request, never redirected: a token must not follow to where it was not meant for. */
export async function call(ask: Request, signal: AbortSignal): Promise<Response | Told> {
  try {
    const response = await request(ask.url, {
      dispatcher: agent,
      method: ask.method,
      headers: { 'user-agent': 'resus', ...ask.headers },
      body: ask.body ?? null,
      signal,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bodyLimitBytes)
        return silent('other', `${where(ask.url)} sent more than ${bodyLimitBytes / 1024 / 1024} MiB`);
      chunks.push(chunk);
    }
    return {
      status: response.statusCode,
      headers: response.headers,
      text: Buffer.concat(chunks).toString('utf8'),
    };
  } catch (error) {
    const { failure, detail } = failureOf(error);
    return silent(reasons[failure] ?? 'other', `${where(ask.url)}: ${detail}`);
  }
}

/** Never with a path: some paths of platforms carry tokens. */
export function where(url: string): string {
  return new URL(url).host;
}

export function header(response: Response, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
