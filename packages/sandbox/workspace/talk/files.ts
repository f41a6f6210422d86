import { randomBytes } from 'node:crypto';
import type { Changes } from '../wire/changes.ts';
import type { FileRecord } from './message.ts';

/** Announced, perhaps with its bytes already, not yet a file. */
type Upload = { id: string; name: string; lengthBytes: number; bytes?: Buffer };

/** By extension, as Slack guesses. What is not here is a binary. */
const kinds: Record<string, { mimetype: string; filetype: string }> = {
  txt: { mimetype: 'text/plain', filetype: 'text' },
  log: { mimetype: 'text/plain', filetype: 'text' },
  md: { mimetype: 'text/markdown', filetype: 'markdown' },
  json: { mimetype: 'application/json', filetype: 'json' },
  csv: { mimetype: 'text/csv', filetype: 'csv' },
  yaml: { mimetype: 'text/yaml', filetype: 'yaml' },
  html: { mimetype: 'text/html', filetype: 'html' },
  png: { mimetype: 'image/png', filetype: 'png' },
  jpg: { mimetype: 'image/jpeg', filetype: 'jpg' },
  gif: { mimetype: 'image/gif', filetype: 'gif' },
  svg: { mimetype: 'image/svg+xml', filetype: 'svg' },
};

/** Uploads in their three steps (url, bytes, completion) and the files that came of them. */
export class Files {
  readonly complete = new Map<string, FileRecord>();
  /** Complete for long enough that every part of Slack knows of them. */
  readonly settled = new Set<string>();
  private readonly uploads = new Map<string, Upload>();
  private readonly bytes = new Map<string, Buffer>();
  private readonly changes: Changes;

  constructor(changes: Changes) {
    this.changes = changes;
  }

  /** The ticket is the secret of the upload url. */
  reserve(name: string, lengthBytes: number): { id: string; ticket: string } {
    const id = `F${randomBytes(5).toString('hex').toUpperCase()}`;
    const ticket = randomBytes(24).toString('base64url');
    this.uploads.set(ticket, { id, name, lengthBytes });
    return { id, ticket };
  }

  /** Takes the bytes of a reserved upload; says why not otherwise. */
  receive(ticket: string, bytes: Buffer): 'received' | 'unknown_ticket' | 'wrong_length' {
    const upload = this.uploads.get(ticket);
    if (!upload) return 'unknown_ticket';
    if (upload.lengthBytes !== bytes.length) return 'wrong_length';
    upload.bytes = bytes;
    return 'received';
  }

  /** Turns an upload whose bytes arrived into a file, or finds the file it became; undefined when there is none. */
  finish(id: string, title: string | undefined, user: string, origin: string): FileRecord | undefined {
    const done = this.complete.get(id);
    if (done) return done;
    const [ticket, upload] = [...this.uploads].find(([, one]) => one.id === id) ?? [];
    if (!ticket || !upload?.bytes) return undefined;
    this.uploads.delete(ticket);
    this.bytes.set(id, upload.bytes);
    const extension = upload.name.split('.').at(-1)?.toLowerCase() ?? '';
    const kind = kinds[extension] ?? { mimetype: 'application/octet-stream', filetype: 'binary' };
    const file: FileRecord = {
      id,
      name: upload.name,
      title: title ?? upload.name,
      ...kind,
      size: upload.bytes.length,
      user,
      created: Math.floor(Date.now() / 1000),
      url_private: `${origin}/files/${id}`,
      permalink: `${origin}/files/${id}`,
      shares: { public: {} },
    };
    this.complete.set(id, file);
    this.changes.emit({ ...file, type: 'file' });
    return file;
  }

  bytesOf(id: string): Buffer | undefined {
    return this.bytes.get(id);
  }

  /** False when there was none. The messages that show it are the caller's business. */
  remove(id: string): boolean {
    this.bytes.delete(id);
    return this.complete.delete(id);
  }
}
