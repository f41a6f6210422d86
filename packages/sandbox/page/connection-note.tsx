import type { Connection } from './page-store.ts';

/** Says when the page shows the past: what is on it stays readable while the sandbox is away. */
export function ConnectionNote({ connection }: { connection: Connection }) {
  return (
    <div className={`connection-note ${connection.kind}`} role="status">
      {textOf(connection)}
    </div>
  );
}

const TEXTS = {
  connecting: 'Connecting to the sandbox…',
  live: 'Connected to the sandbox.',
  lost: 'The sandbox does not answer. Is Resus still running? Trying again…',
};

function textOf(connection: Connection): string {
  if (connection.kind !== 'refused') return TEXTS[connection.kind];
  return `The sandbox did not let this page in (${connection.reason}). Open the full link that Resus printed at start: it holds the key.`;
}
