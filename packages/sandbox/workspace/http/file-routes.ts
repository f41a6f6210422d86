import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Desk } from '../desk.ts';
import { answerText } from './answer.ts';
import { readBody, uploadedBytes } from './body.ts';

/** Slack takes a gigabyte; evidence files are far below this. */
const UPLOAD_MAX_BYTES = 64_000_000;

const pictures = new Set(['image/png', 'image/jpeg', 'image/gif']);
const texts = /^(text\/|application\/json$)/;

/** The second step of an upload: the bytes, to a url that is its own secret. */
export async function receiveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
): Promise<void> {
  const ticket = new URL(request.url ?? '/', 'http://localhost').pathname.slice('/upload/'.length);
  const bytes = await uploadedBytes(request, await readBody(request, UPLOAD_MAX_BYTES));
  const taken = desk.files.receive(ticket, bytes);
  if (taken === 'received') return answerText(response, 200, `OK - ${bytes.length}`);
  answerText(response, taken === 'wrong_length' ? 400 : 404, taken);
}

/** A file's bytes for the page. Only pictures keep their type: anything else is shown as text or saved, never run. */
export function serveFile(request: IncomingMessage, response: ServerResponse, desk: Desk): void {
  const id = new URL(request.url ?? '/', 'http://localhost').pathname.slice('/files/'.length);
  const file = desk.files.complete.get(id);
  const bytes = desk.files.bytesOf(id);
  if (!file || !bytes) return answerText(response, 404, 'There is no such file.');
  const isPicture = pictures.has(file.mimetype);
  const isText = texts.test(file.mimetype);
  const name = encodeURIComponent(file.name);
  response.writeHead(200, {
    'content-type': isPicture
      ? file.mimetype
      : isText
        ? 'text/plain; charset=utf-8'
        : 'application/octet-stream',
    'content-length': bytes.length,
    'content-disposition': `${isPicture || isText ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  });
  response.end(bytes);
}
