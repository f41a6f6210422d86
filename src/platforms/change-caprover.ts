import { type Fields, fieldsOf, listOf, textOf } from '#base/fields.ts';
import { loginTo } from './caprover-login.ts';
import { createSession, type Login, type Sent, type Session } from './caprover-session.ts';
import {
  type Change,
  type ChangeDeps,
  type ChangeEnd,
  type ChangeOne,
  pause,
  refused,
  type Turn,
  unheard,
  usualPollMs,
} from './change.ts';
import { followBuild, newestVersion } from './watch-build.ts';
import type { Told } from './refused.ts';
import { withReferences } from './with-references.ts';

const update = '/user/apps/appDefinitions/update';
const triggerBuild = '/user/apps/webhooks/triggerbuild';

/** All that is ever changed. */
const writes: readonly { readonly method: Change['method']; readonly path: RegExp }[] = [
  { method: 'PATCH', path: /^\/user\/apps\/appDefinitions\/update$/ },
  { method: 'POST', path: /^\/user\/apps\/appDefinitions\/(?:customdomain|enablecustomdomainssl)$/ },
  { method: 'POST', path: /^\/user\/apps\/appData\/[\w-]+\?detached=1$/ },
  { method: 'POST', path: /^\/user\/apps\/webhooks\/triggerbuild\?namespace=captain$/ },
];

/** "Another operation still in progress": most take seconds. */
const busyPauseMs = 3_000;
/** Refusals that come after it was tried: a build or a proxy that did not accept it. All others come before. */
const triedAndFailed = new Set([1109, 1116]);

export function createCaproverChange(deps: ChangeDeps): ChangeOne {
  const session = createSession(deps.clock);
  const pollMs = deps.pollMs ?? usualPollMs;
  return async (change, turn) => {
    const path = change.path.replace(/^\/api\/v2/, '');
    const isOurs = writes.some((write) => write.method === change.method && write.path.test(path));
    const { method } = change;
    if (!isOurs || (method !== 'POST' && method !== 'PATCH'))
      return refused(`Resus does not call ${method} ${path.split('?')[0]} of CapRover`);
    const login = await loginTo(deps.catalog(), deps.readReference);
    if ('outcome' in login) return refused(login.outcome === 'unreachable' ? login.detail : '');
    const body = (await withReferences(change.body, deps.readReference)) ?? {};
    const name = textOf(body['appName']) ?? /^\/user\/apps\/appData\/([\w-]+)/.exec(path)?.[1];
    if (name === undefined) return refused('the call does not name its app');
    // Reading first shows that CapRover is there, and what there is to keep.
    const found = await appOf(session, login, name, turn.stop);
    if (!('app' in found)) return found;
    const before = found.app;
    const ready = readySend({ method, path, body }, before);
    if ('outcome' in ready) return ready;

    const answer = await sendFree(session, login, ready, turn, Math.min(pollMs, busyPauseMs));
    // Before 1.15 an update cannot be partial, and resets all that is left out: there everything is sent back.
    const isOld = answer.outcome === 'unreachable' && answer.http === 404 && path === update;
    const whole: Sent = { method: 'POST', path: update, body: { ...before, ...fieldsOf(ready.body) } };
    const end = endOf(isOld ? await sendFree(session, login, whole, turn, busyPauseMs) : answer, turn);
    if (end.outcome !== 'succeeded' || change.follow !== 'caprover_build') return end;
    const read = (ask: string, stop: AbortSignal): Promise<Told> => session.get(login, ask, stop);
    return followBuild({ read, name, before: newestVersion(before), pollMs }, turn);
  };
}

async function appOf(
  session: Session,
  login: Login,
  name: string,
  stop: AbortSignal,
): Promise<{ readonly app: Fields } | ChangeEnd> {
  const answer = await session.get(login, '/user/apps/appDefinitions', stop);
  if (answer.outcome !== 'answered') return { outcome: 'unreachable', output: answer.detail };
  const app = listOf(fieldsOf(answer.body)['appDefinitions'])
    .map(fieldsOf)
    .find(({ appName }) => appName === name);
  return app === undefined ? refused(`CapRover has no app "${name}"`) : { app };
}

/** The body that is really sent: with the variables that stay, and with the token of the app's own webhook. */
function readySend(
  { method, path, body }: Sent & { readonly body: Fields },
  before: Fields,
): Sent | ChangeEnd {
  const push = textOf(fieldsOf(before['appPushWebhook'])['pushWebhookToken']);
  const needsPush = path.startsWith(triggerBuild) || 'captainDefinitionRelativeFilePath' in body;
  if (needsPush && push === undefined)
    return refused(
      'the app is not built from a repository that CapRover knows (Deployment → Method 3), so it cannot be built from here; nothing was changed',
    );
  if (path.startsWith(triggerBuild))
    return { method, path: `${path}&token=${encodeURIComponent(push ?? '')}`, body };
  if (!('envVars' in body)) return { method, path, body };
  // The list replaces the list.
  const set = listOf(body['envVars']).map(fieldsOf);
  const kept = listOf(before['envVars']).filter(
    (one) => !set.some(({ key }) => key === fieldsOf(one)['key']),
  );
  return { method, path, body: { ...body, envVars: [...kept, ...set] } };
}

/** One change at a time is taken; who comes second is told so, and may come again. */
async function sendFree(
  session: Session,
  login: Login,
  ask: Sent,
  { stop }: Turn,
  busyMs: number,
): Promise<Told> {
  for (;;) {
    const answer = await session.send(login, ask, stop);
    if (answer.outcome === 'answered' || answer.http !== 429 || !(await pause(busyMs, stop))) return answer;
  }
}

function endOf(answer: Told, { stop, why }: Turn): ChangeEnd {
  if (answer.outcome === 'unreachable') {
    if (answer.http === 429) return { outcome: why(), output: `${answer.detail}; nothing was done` };
    if (answer.reason === 'auth_refused' || answer.reason === 'not_permitted') return refused(answer.detail);
    if (answer.http === 404) return refused('this CapRover does not know the call; nothing was done');
    if (stop.aborted)
      return { outcome: 'lost', output: 'CapRover did not answer in time; it may have taken the call' };
    return unheard(answer);
  }
  const { status } = answer;
  const said = textOf(fieldsOf(answer.body)['description']) ?? 'no reason given';
  if (status < 1_000) return { outcome: 'succeeded', output: `CapRover answered ${status}` };
  return {
    outcome: triedAndFailed.has(status) ? 'failed' : 'refused',
    output: `CapRover answered ${status}: ${said}`,
  };
}
