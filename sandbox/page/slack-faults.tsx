import { useState } from 'react';
import { sendFault } from './server-link.ts';

const FAULTS = [
  {
    title: 'Recycle the sockets',
    explains: 'Each socket gets a polite warning and is closed, as Slack does every few hours.',
    body: { sockets: 'recycle' },
  },
  { title: 'Cut the sockets', explains: 'Both sockets are cut without a word.', body: { sockets: 'kill' } },
  {
    title: 'Rate limit',
    explains: 'The next 3 posts are answered 429 with Retry-After: 2.',
    body: { kind: 'rate_limit', method: 'chat.postMessage', times: 3, retry_after_s: 2 },
  },
  {
    title: 'Answer 500',
    explains: 'The next 2 posts are answered 500.',
    body: { kind: 'status', method: 'chat.postMessage', times: 2, status: 500 },
  },
  {
    title: 'Lose an answer',
    explains: 'The next post is carried out and its answer is lost: a careless bot posts twice.',
    body: { kind: 'drop', method: 'chat.postMessage' },
  },
  {
    title: 'No plan blocks',
    explains: 'Plan blocks are refused as unknown, as in an older workspace, until they are allowed again.',
    body: { refuse_block: 'plan' },
  },
];

/** What Slack itself does to a bot on a bad day. The workspace really does it; mending makes it well behaved again. */
export function SlackFaults() {
  const [said, setSaid] = useState('');
  const run = async (body: object, done: string) => {
    const result = await sendFault(body);
    setSaid(result.ok ? done : `That did not work: ${result.error ?? 'unknown_error'}`);
  };
  return (
    <div className="demo-services slack-faults" data-testid="slack-faults">
      <div className="demo-buttons">
        {FAULTS.map(({ title, explains, body }) => (
          <button
            key={title}
            type="button"
            className="button fault"
            title={explains}
            onMouseEnter={() => setSaid(explains)}
            onFocus={() => setSaid(explains)}
            onClick={() => void run(body, `Done. ${explains}`)}
          >
            {title}
          </button>
        ))}
        <button
          type="button"
          className="button mend"
          onClick={() => void run({ clear: true }, 'Well behaved again.')}
        >
          Mend
        </button>
      </div>
      <p className="demo-hint" role="status">
        {said ||
          'These are done by this workspace to the next calls of the app; mending clears what is left of them.'}
      </p>
    </div>
  );
}
