import type { IncomingMessage } from 'node:http';

export class BodyTooLarge extends Error {}
export class BodyMalformed extends Error {}

/** Stops reading as soon as it is too much, so that a caller cannot fill the memory. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new BodyTooLarge(`The body is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function parseJson(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Told below, like JSON of another shape.
  }
  throw new BodyMalformed('The body is not a JSON object.');
}

/** Arguments as the Web API takes them: the query, a form (url-encoded or multipart), or a JSON object. */
export async function parseArguments(
  request: IncomingMessage,
  body: Buffer,
): Promise<Record<string, unknown>> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const query = Object.fromEntries(url.searchParams);
  const type = request.headers['content-type'] ?? '';
  if (body.length === 0) return query;
  if (type.startsWith('application/json')) return { ...query, ...parseJson(body) };
  if (type.startsWith('multipart/form-data')) return { ...query, ...(await parseMultipart(type, body)) };
  return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString())) };
}

/** Left to the platform's own parser. */
async function parseMultipart(type: string, body: Buffer): Promise<Record<string, unknown>> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    return Object.fromEntries(form);
  } catch (cause) {
    throw new BodyMalformed('The body is not a readable form.', { cause });
  }
}

/** The bytes of an upload: the only file of a form, or the body itself. */
export async function uploadedBytes(request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  const parts = Object.values(await parseMultipart(type, body));
  const file = parts.find((part) => part instanceof Blob);
  if (!file) throw new BodyMalformed('The form holds no file.');
  return Buffer.from(await file.arrayBuffer());
}
