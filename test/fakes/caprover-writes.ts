import type { CaproverApp } from './caprover-app.ts';
import type { Place } from './fake-caprover.ts';

/** How changes and builds go. */
export type CaproverBuild = {
  /** Before 1.15 nothing may be updated in part. */
  version: string;
  /** So many calls are told that another operation is in progress. */
  busy: number;
  ends: 'deployed' | 'failed';
  /** After so many looks at its state. */
  looks: number;
  begins: boolean;
  /** The new configuration of the proxy is not accepted. */
  breaksProxy?: boolean;
  cuts?: boolean;
  onLook?: () => void;
};
type Said = readonly [status: number, description: string] | 'cut';

/** What CapRover does to what it is told: whatever a whole update leaves out is reset (C10). */
export function caproverWrite(
  place: Place,
  call: string,
  query: URLSearchParams,
  body: Record<string, unknown>,
): Said {
  const { queue } = place;
  if (queue.busy > 0) {
    queue.busy -= 1;
    return [429, 'Another operation still in progress... please wait...'];
  }
  const [, deployed] = /^POST \/user\/apps\/appData\/([\w-]+)$/.exec(call) ?? [];
  const name = deployed ?? String(body['appName']);
  const isHook = call === 'POST /user/apps/webhooks/triggerbuild';
  const app = place.apps.find((one) =>
    isHook ? query.get('token') !== null && tokenOf(one) === query.get('token') : one.appName === name,
  );
  if (isHook && app === undefined) return [1106, 'Token mismatch'];
  if (app === undefined)
    return [1000, `App (${name}) could not be found. Make sure that you have created the app.`];
  if (call === 'PATCH /user/apps/appDefinitions/update' && queue.version < '1.15') return [404, 'Not Found'];
  if (app.isAppBuilding) return [1108, `Build in-progress for ${name}. Please wait...`];
  place.changed.push({ call, body });
  if (queue.cuts === true) return 'cut';
  switch (call) {
    case 'PATCH /user/apps/appDefinitions/update':
    case 'POST /user/apps/appDefinitions/update': {
      if (queue.breaksProxy === true) return [1116, 'nginx: configuration file test failed'];
      const whole = call.startsWith('POST') ? { instanceCount: 0, envVars: [], containerHttpPort: 80 } : {};
      Object.assign(app, whole, body);
      return [100, 'Updated App Definition Saved'];
    }
    case 'POST /user/apps/appDefinitions/customdomain':
      (app['customDomain'] as unknown[]).push({ publicDomain: body['customDomain'], hasSsl: false });
      return [100, 'Custom domain is enabled for your app.'];
    case 'POST /user/apps/webhooks/triggerbuild':
      begin(place, app);
      return [100, 'Build webhook has triggered'];
    default:
      if (deployed === undefined) return [404, 'Not Found'];
      if (query.get('detached') !== '1' || body['captainDefinitionContent'] === undefined)
        return [1108, 'Either tarballfile or captainDefinitionContent should be present.'];
      begin(place, app);
      return [101, 'Deploy is started'];
  }
}

function tokenOf(app: CaproverApp): unknown {
  return (app['appPushWebhook'] as { pushWebhookToken?: string } | undefined)?.pushWebhookToken;
}

/** A version is made when its build begins; its image and the deployment come at the end. */
function begin(place: Place, app: CaproverApp): void {
  const { queue } = place;
  if (!queue.begins) return;
  const versions = app['versions'] as { version: number; deployedImageName?: string }[];
  const version = Math.max(...versions.map((one) => one.version)) + 1;
  const row: (typeof versions)[number] = { version };
  versions.push(row);
  app.isAppBuilding = true;
  let looks = 0;
  queue.onLook = () => {
    looks += 1;
    if (looks < queue.looks || !app.isAppBuilding) return;
    app.isAppBuilding = false;
    place.build.isBuildFailed = queue.ends === 'failed';
    if (queue.ends === 'failed') return;
    row.deployedImageName = `img-captain-${app.appName}:${version}`;
    app['deployedVersion'] = version;
  };
}
