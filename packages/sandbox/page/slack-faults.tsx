import { useState } from 'react';
import { sendFault } from './server-link.ts';
import { FAULTS } from './slack-fault-list.ts';

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
