import { afterEach, describe, expect, test } from 'vitest';
import { loadHelper } from '#app/load-helper.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { createPlatformChanges } from '#platforms/change-platform.ts';
import { type Planned, planOf } from '#actions/plan-of.ts';
import { stepsOf } from '#actions/plan.ts';
import { type Catalog, type Service } from '#catalog/catalog.ts';
import { shopApp, shopUuid } from '#test/fakes/coolify-app.ts';
import { captainPassword, startCaprover } from '#test/fakes/fake-caprover.ts';
import { deployToken, readToken, startCoolify } from '#test/fakes/fake-coolify.ts';
import { platformCatalog } from '#test/fakes/platform-catalog.ts';
import { look } from './look.ts';

const { actions } = loadRunbooks();
const secrets = {
  'env:COOLIFY_READ': readToken,
  'env:COOLIFY_DEPLOY': deployToken,
  'env:CAPROVER_PASSWORD': captainPassword,
  'env:NEW_VALUE': 'a-new-s3cret',
};
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The action as its runbook has it, planned from a look, and every call of it really made. */
async function act(catalog: Catalog, name: string, params: Record<string, string>): Promise<string[]> {
  const { plan } = shown(await plannedFor(catalog, name, params));
  const change = createPlatformChanges({
    catalog: () => catalog,
    readReference: (reference) => Promise.resolve(secrets[reference as keyof typeof secrets]),
    clock: { now: () => 0 },
    pollMs: 5,
  });
  const said: string[] = [];
  for (const { doing } of stepsOf(plan)) {
    if (doing.via !== 'platform') throw new Error('not a call');
    const done = await change(doing.call, 5_000, new AbortController().signal);
    said.push(
      `${doing.call.method} ${done.outcome}${done.outcome === 'succeeded' ? '' : `: ${done.output}`}`,
    );
  }
  return said;
}

async function plannedFor(catalog: Catalog, name: string, params: Record<string, string>): Promise<Planned> {
  const { observations } = await look(catalog, secrets);
  const action = actions.get(name);
  const [service] = Object.values(catalog.services) as [Service];
  if (action === undefined) throw new Error(name);
  const deps = { catalog, helper: loadHelper(), loginOf: () => undefined };
  return planOf(deps, { action, service, params, observations });
}

function shown(planned: Planned): Extract<Planned, { plan: unknown }> {
  if ('refused' in planned) throw new Error(`${planned.refused.en} ${JSON.stringify(planned.refused.with)}`);
  return planned;
}

const settings = { name: 'NEW', value: 'env:NEW_VALUE' };
const post = 'POST succeeded';
const patch = 'PATCH succeeded';

describe('every action of the library on Coolify', () => {
  test.each([
    ['restart', {}, [post]],
    ['start', {}, [post]],
    ['stop', {}, [post]],
    ['redeploy', {}, [post]],
    ['rollback', {}, [post]],
    ['set-env', settings, [patch, post]],
    ['set-platform-port', { port: '9000' }, [patch, post]],
    ['set-platform-route', { domain: 'new.example.test' }, [patch, post]],
    ['raise-memory', {}, [patch, post]],
  ])('%s is taken', async (name, params, said) => {
    const fake = await startCoolify();
    closing.push(fake.close);
    const catalog = platformCatalog({ coolify: fake.url }, { shop: { run: { coolify: shopUuid } } });
    expect(await act(catalog, name, params)).toEqual(said);
    expect(fake.place.changed.map(({ body }) => body).filter((body) => body !== undefined)).toMatchSnapshot();
  });

  test('twice the memory needs to know what it may use now', async () => {
    const fake = await startCoolify({ apps: [shopApp({ limits_memory: '0' })] });
    closing.push(fake.close);
    const catalog = platformCatalog({ coolify: fake.url }, { shop: { run: { coolify: shopUuid } } });
    expect(await plannedFor(catalog, 'raise-memory', {})).toHaveProperty('refused');
    expect(await plannedFor(catalog, 'raise-memory', { memory: '1G' })).toHaveProperty('plan');
  });
});

describe('every action of the library on CapRover', () => {
  test.each([
    ['restart', {}, [patch]],
    ['start', {}, [patch]],
    ['stop', {}, [patch]],
    ['redeploy', {}, [post]],
    ['rollback', {}, [post]],
    ['set-env', settings, [patch]],
    ['set-platform-port', { port: '9000' }, [patch]],
    ['set-platform-route', { domain: 'new.example.test' }, [post]],
    ['switch-definition', {}, [patch, post]],
  ])('%s is taken', async (name, params, said) => {
    const fake = await startCaprover();
    closing.push(fake.close);
    const catalog = platformCatalog({ caprover: fake.url }, { portal: { run: { caprover: 'portal' } } });
    expect(await act(catalog, name, params)).toEqual(said);
    expect(fake.place.changed.map(({ body: { envVars: _secret, ...body } }) => body)).toMatchSnapshot();
  });

  test('a version is not gone back to with the image of another', async () => {
    const fake = await startCaprover();
    closing.push(fake.close);
    const catalog = platformCatalog({ caprover: fake.url }, { portal: { run: { caprover: 'portal' } } });
    expect(await plannedFor(catalog, 'rollback', { version: '9' })).toHaveProperty('refused');
    expect(
      await plannedFor(catalog, 'rollback', { version: '9', image: 'img-captain-portal:9' }),
    ).toHaveProperty('plan');
  });
});
