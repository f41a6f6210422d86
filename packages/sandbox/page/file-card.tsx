import { useEffect, useState } from 'react';
import type { WorkspaceFile } from './protocol.ts';

/** As many as Slack shows; the verdict above must stay in view. */
const PREVIEW_LINES = 5;
/** A browser draws more than this slowly; it can still be downloaded. */
const PREVIEW_MAX_BYTES = 256 * 1024;

/** A file of a message: pictures are shown, texts get their first lines, anything can be opened and saved. */
export function FileCard({ file }: { file: WorkspaceFile }) {
  const address = `/files/${encodeURIComponent(file.id)}`;
  const name = file.title ?? file.name ?? file.id;
  const isImage = file.mimetype?.startsWith('image/') === true;
  return (
    <div className="file">
      <div className="file-head">
        <strong>{name}</strong>
        {file.size !== undefined && <span className="muted">{sizeText(file.size)}</span>}
        <a href={address} download={file.name ?? name}>
          Download
        </a>
      </div>
      {isImage ? <img src={address} alt={name} /> : <TextPreview address={address} file={file} />}
    </div>
  );
}

function TextPreview({ address, file }: { address: string; file: WorkspaceFile }) {
  const [text, setText] = useState<string>();
  const [isOpen, setOpen] = useState(false);
  const isText = isTextual(file) && (file.size ?? 0) <= PREVIEW_MAX_BYTES;
  useEffect(() => {
    if (isText) void readText(address).then(setText);
  }, [address, isText]);
  if (!isText || text === undefined) return null;
  const lines = text.split('\n');
  const shown = isOpen ? text : lines.slice(0, PREVIEW_LINES).join('\n');
  return (
    <>
      <pre tabIndex={0}>{shown}</pre>
      {lines.length > PREVIEW_LINES && (
        <button type="button" className="link-button" onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show less' : `Show all ${lines.length} lines`}
        </button>
      )}
    </>
  );
}

async function readText(address: string): Promise<string> {
  try {
    const response = await fetch(address);
    return response.ok ? await response.text() : `This file cannot be read (${response.status}).`;
  } catch {
    return 'This file cannot be read: the sandbox does not answer.';
  }
}

function isTextual(file: WorkspaceFile): boolean {
  if (file.mimetype) return /^text\/|json|yaml|xml/.test(file.mimetype);
  return /\.(txt|log|md|json|ya?ml|conf|csv)$/i.test(file.name ?? '');
}

const sizeText = (bytes: number) => (bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`);
