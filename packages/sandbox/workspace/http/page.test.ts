import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FAULTS } from '@resus/sandbox/page/slack-fault-list.ts';
import { startTestBot, type TestBot } from '../test-bot.ts';
import { startWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
let bot: TestBot | undefined;
let origin: string;
let cookie: string;

async function enter(): Promise<void> {
  const response = await fetch(workspace.pageUrl, { redirect: 'manual' });
  cookie = String(response.headers.get('set-cookie')?.split(';')[0]);
  origin = new URL(workspace.pageUrl).origin;
}

beforeEach(async () => {
  workspace = await startWorkspace({
    secret: 'open-sesame',
    staticHandler: (request, response) => {
      if (request.url !== '/') return false;
      response.end('the page');
      return true;
    },
  });
  await enter();
});
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
  await workspace.stop();
});

const get = (path: string, headers: Record<string, string> = { cookie }) =>
  fetch(`${origin}${path}`, { headers });
async function act(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${origin}/page/act`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const setFault = (body: object) =>
  fetch(`${origin}/page/fault`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function api(method: string, fields: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(`${workspace.apiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${workspace.botToken}` },
    body: new URLSearchParams(fields),
  });
  return (await response.json()) as Record<string, string>;
}

/** fetch sets Host itself, so these go out by hand. */
function statusWith(headers: Record<string, string>, path = '/page/state'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port: workspace.port, host: '127.0.0.1', path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end();
  });
}

describe('the door', () => {
  test('the key becomes a cookie that scripts and other sites cannot use', async () => {
    const response = await fetch(workspace.pageUrl, { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/');
    expect(response.headers.get('set-cookie')).toBe(
      `workspace_${workspace.port}=open-sesame; Path=/; HttpOnly; SameSite=Strict`,
    );
    expect(await (await get('/')).text()).toBe('the page');
  });

  test('without the key nothing of the page is served', async () => {
    const paths = ['/', '/page/state', '/page/events', '/files/F0', '/archives/C0OPS/p1700000000000001'];
    const statuses = await Promise.all(paths.map(async (path) => (await get(path, {})).status));
    expect(statuses).toEqual([401, 401, 401, 401, 401]);
    expect((await get('/?key=wrong', {})).status).toBe(401);
    expect((await get('/', { cookie: `workspace_${workspace.port}=wrong` })).status).toBe(401);
  });

  test('another host name or origin is refused, also with the key and on the API', async () => {
    const host = `127.0.0.1:${workspace.port}`;
    expect(await statusWith({ host, cookie })).toBe(200);
    expect(await statusWith({ host: `localhost:${workspace.port}`, cookie })).toBe(200);
    expect(await statusWith({ host: 'rebound.example.test', cookie })).toBe(403);
    expect(await statusWith({ host, cookie, origin: 'https://example.test' })).toBe(403);
    expect(await statusWith({ host, cookie, origin: 'null' })).toBe(403);
    expect(await statusWith({ host: 'rebound.example.test' }, '/api/api.test')).toBe(403);
  });

  test('only JSON is taken as an act, so that a form of another site is none', async () => {
    const body = { as: 'U0ROSA', do: 'say', channel: 'C0OPS', text: 'hi' };
    expect((await act(body, { 'content-type': 'text/plain' })).status).toBe(415);
    expect(workspace.messages('#ops')).toEqual([]);
  });
});

describe('the page protocol', () => {
  test('the state holds what the page shows', async () => {
    workspace.as('U0ROSA').say('#ops', 'hello');
    const state = (await (await get('/page/state')).json()) as Record<string, unknown>;
    expect(state).toMatchObject({
      team: { name: 'Resus sandbox' },
      me: 'U0ROSA',
      messages: { C0OPS: [{ text: 'hello', user: 'U0ROSA' }] },
      ephemerals: [],
      sockets: { connected: 0 },
    });
    const { people, channels, commands } = state as Record<string, Record<string, unknown>[]>;
    expect(people?.map((person) => [person.id, person.role])).toContainEqual(['U0GUEST', 'guest']);
    expect(channels).toContainEqual(expect.objectContaining({ id: 'D0ROSA', kind: 'dm', user: 'U0ROSA' }));
    expect(commands?.[0]).toMatchObject({ command: '/diagnose' });
  });

  test('what happens is told as it happens', async () => {
    const response = await get('/page/events');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    await act({ as: 'U0ROSA', do: 'say', channel: 'C0OPS', text: 'hello' });
    let seen = '';
    for (; !seen.includes('"hello"'); seen += (await reader?.read())?.value ?? '');
    const line = seen.split('\n').find((one) => one.startsWith('data: ')) ?? '';
    expect(JSON.parse(line.slice(6))).toMatchObject({ type: 'message', channel: 'C0OPS', text: 'hello' });
    await reader?.cancel();
  });

  test('acts reach the app and come back as what the person sees', async () => {
    bot = await startTestBot(workspace, (app) => {
      app.command('/diagnose', async ({ ack, command, respond }) => {
        await ack();
        const options = ['api', 'shop'].map((value) => ({
          text: { type: 'plain_text', text: value },
          value,
        }));
        const menu = { type: 'static_select', action_id: 'pick', options };
        await respond({
          text: command.text,
          blocks: [{ type: 'actions', block_id: 'b', elements: [menu] }],
        } as never);
      });
      app.action('pick', async ({ ack, action, respond }) => {
        await ack();
        const value = action.type === 'static_select' ? action.selected_option?.value : '';
        await respond({ replace_original: true, text: `picked ${value}` });
      });
    });
    const done = await act({ as: 'U0ROSA', do: 'command', channel: 'C0OPS', text: '/diagnose api' });
    expect(done.body).toMatchObject({ ok: true, status: 'acked' });
    const whisper = await workspace.until(() => workspace.ephemerals('U0ROSA')[0]);
    const pick = (as: string, value: string) => {
      const where = { channel: 'C0OPS', ts: whisper.ts, block_id: 'b', action_id: 'pick' };
      return act({ as, do: 'click', ...where, selected_option: { value } });
    };
    expect((await pick('U0AMARA', 'shop')).body).toEqual({ ok: false, error: 'message_not_found' });
    expect((await pick('U0ROSA', 'other')).body).toEqual({ ok: false, error: 'option_not_found' });
    expect((await pick('U0ROSA', 'shop')).body).toMatchObject({ ok: true });
    await workspace.until(() => workspace.ephemerals('U0ROSA')[0]?.text === 'picked shop');
  });

  test('nobody acts as the bot, a stranger to the team or someone deactivated', async () => {
    workspace.team.change('U0BJORN', { deleted: true });
    const says = async (as: string) => (await act({ as, do: 'say', channel: 'C0OPS', text: 'a' })).status;
    expect([await says('U0BOT'), await says('U0NOBODY'), await says('U0BJORN')]).toEqual([400, 400, 400]);
    expect((await act({ as: 'U0ROSA', do: 'dance' })).status).toBe(400);
  });

  test('faults are set from the page', async () => {
    expect((await setFault({ kind: 'status', method: 'auth.test', status: 503 })).status).toBe(200);
    expect((await fetch(`${workspace.apiUrl}auth.test`, { method: 'POST' })).status).toBe(503);
    expect((await setFault({ kind: 'explode' })).status).toBe(400);
  });

  test.each(FAULTS)('the panel can: $title', async ({ body }) => {
    expect((await setFault(body)).status).toBe(200);
    expect((await setFault({ clear: true })).status).toBe(200);
  });

  test('an uploaded page is shown as text and never run', async () => {
    const reserved = await api('files.getUploadURLExternal', { filename: 'a.html', length: '8' });
    await fetch(String(reserved.upload_url), { method: 'POST', body: '<script>' });
    await api('files.completeUploadExternal', { files: JSON.stringify([{ id: reserved.file_id }]) });
    const file = await get(`/files/${reserved.file_id}`);
    expect(file.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(file.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
