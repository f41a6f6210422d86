import { fieldsOf, listOf, parsed, textOf } from '#base/fields.ts';
import { type ChangeEnd, pause, type Turn } from './change.ts';
import { type Coolify, messageOf } from './coolify-client.ts';

type Followed = {
  readonly coolify: Coolify;
  readonly uuid: string;
  /** The answer to the call that asked for it. */
  readonly answer: unknown;
  readonly message: string;
  readonly pollMs: number;
};

/** A queued deployment is there at once; what is not there after this many looks was never taken. */
const looksBeforeGone = 3;

/** A deployment to its end. Asked to stop, it is cancelled, and what became of that is told. */
export async function followDeployment(ask: Followed, turn: Turn): Promise<ChangeEnd> {
  const { coolify, message, pollMs } = ask;
  let id = idIn(ask.answer) ?? (await presentOf(ask, turn.stop));
  if (id === undefined) return { outcome: 'refused', output: `Coolify began nothing: ${message}` };
  let looks = 0;
  for (;;) {
    const row = await rowOf(coolify, id, turn.stop);
    // Coolify gives an id even for what its full queue did not take, or what joined another deployment.
    if (row === 'missing') {
      looks += 1;
      const other = await presentOf(ask, turn.stop);
      if (other !== undefined) id = other;
      else if (looks >= looksBeforeGone)
        return {
          outcome: 'refused',
          output: `Coolify said "${message}" but has no such deployment: its queue is full; try again later`,
        };
    } else if (row !== undefined) {
      const { status, commit } = row;
      const at = commit === undefined ? '' : ` of ${commit.slice(0, 8)}`;
      if (status === 'finished') return { outcome: 'succeeded', output: `deployment ${id}${at} finished` };
      if (status === 'failed')
        return {
          outcome: 'failed',
          output: `deployment ${id}${at} failed; its log is on Coolify's page of the application`,
        };
      if (status === 'cancelled-by-user')
        return { outcome: 'failed', output: `deployment ${id}${at} was cancelled on Coolify` };
    }
    if (!(await pause(pollMs, turn.stop))) return cancel(coolify, id, turn);
  }
}

const lastWordMs = 10_000;

/** After the time is over or a cancel: the deployment itself is stopped, and looked at once more. */
async function cancel(coolify: Coolify, id: string, { why }: Turn): Promise<ChangeEnd> {
  const path = `/api/v1/deployments/${id}/cancel`;
  const response = await coolify.send({ method: 'POST', path }, AbortSignal.timeout(lastWordMs));
  const row = await rowOf(coolify, id, AbortSignal.timeout(lastWordMs));
  const status = typeof row === 'object' ? row.status : undefined;
  if (status === 'finished') return { outcome: 'succeeded', output: `deployment ${id} finished` };
  if (status === 'cancelled-by-user' || status === 'failed')
    return { outcome: why(), output: `deployment ${id} was stopped on Coolify` };
  const said = 'outcome' in response ? 'no answer' : (messageOf(response) ?? String(response.status));
  return {
    outcome: why(),
    output: `deployment ${id} is still ${status ?? 'in a state nobody knows'} on Coolify (asked to cancel it: ${said})`,
  };
}

type Row = { readonly status: string | undefined; readonly commit: string | undefined };

/** Undefined when it could not be asked just now. */
async function rowOf(coolify: Coolify, id: string, stop: AbortSignal): Promise<Row | 'missing' | undefined> {
  const response = await coolify.read(`/api/v1/deployments/${id}`, stop);
  if ('outcome' in response) return undefined;
  if (response.status === 404) return 'missing';
  if (response.status !== 200) return undefined;
  const row = fieldsOf(parsed(response.text));
  return { status: textOf(row['status']), commit: textOf(row['commit']) };
}

/** The deployment that runs or waits for the same application. */
async function presentOf({ coolify, uuid }: Followed, stop: AbortSignal): Promise<string | undefined> {
  const response = await coolify.read(`/api/v1/deployments/applications/${uuid}?skip=0&take=5`, stop);
  if ('outcome' in response || response.status !== 200) return undefined;
  const row = listOf(fieldsOf(parsed(response.text))['deployments'])
    .map(fieldsOf)
    .find(({ status }) => status === 'queued' || status === 'in_progress');
  return textOf(row?.['deployment_uuid']);
}

/** `/deploy` answers with a list of what it began. */
function idIn(answer: unknown): string | undefined {
  const { deployment_uuid: own, deployments } = fieldsOf(answer);
  const id = textOf(own) ?? textOf(fieldsOf(listOf(deployments)[0])['deployment_uuid']);
  return id !== undefined && /^[a-z0-9]{1,40}$/i.test(id) ? id : undefined;
}
