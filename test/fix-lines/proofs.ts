import { badGateway, type FactsByProbe, notListening } from '#test/verdicts/facts.ts';
import { type FixLine, fixLine, type VerifyProof } from './fix-line.ts';
import { payments, step } from './services.ts';

const not = (probe: string, ...seen: FactsByProbe[]): VerifyProof => ({
  probe,
  notFixed: Object.assign({}, ...seen) as FactsByProbe,
});
const gateway = not('public', badGateway);
const down = not('process', notListening, {
  process: { state: 'failed', failure: 'exit_code', exitCode: 1 },
});
const deaf = not('listening', notListening);
const check = (id: string) =>
  not(`checks.${id}`, {
    [`checks.${id}`]: { passed: false, status: 500, outcome: 'answered', alive: false },
  });
const said = (signature: string) =>
  not('logs', badGateway, {
    logs: {
      rootSignature: signature,
      signatures: [signature],
      rootSignatures: [signature],
      serving: false,
      goodSigns: [],
      errorCount: 1,
    },
  });
const failing: FactsByProbe = {
  local: { status: 500, alive: false, expectMet: false },
  public: { status: 500, alive: false, expectMet: false },
};
const needDown = (kind: string, signature: string) =>
  not(`needs.${kind}`, failing, {
    [`needs.${kind}`]: { kind, name: kind, up: false, reachable: false, outcome: 'refused', signature },
  });
const cors = not('cors', {
  cors: {
    allowed: false,
    preflightAllowed: false,
    getAllowed: false,
    refusedOrigins: ['https://shop.example.test'],
    gatewayError: false,
    onlySymptom: false,
  },
});

/** What has to be seen after a fix. A plan counts as fixed only when all of it is seen well for the whole window. */
export const proofLines: readonly FixLine[] = [
  fixLine('A.T1', 'health answers 200 at the public address', gateway),
  fixLine('A.T2', 'the preflight lets the frontend in', cors),
  fixLine('A.T3', 'the good signs are in the log, no bad one', said('mongo-unreachable')),
  fixLine('A.T4', 'no 502 for a while', gateway, {
    gap: 'The window itself is tested where plans are verified.',
  }),
  fixLine('A.T5', 'buyers log in and out', check('buyer-login'), {
    gap: 'With invented credentials: that the endpoint answers. Real logins are tried by people.',
  }),
  fixLine('A.T6', 'sellers log in and out', check('seller-login'), { gap: 'As for buyers.' }),
  fixLine('A.T7', 'the other functions are back', check('products')),
  fixLine(
    'A.T8',
    'no honest login meets 429',
    not('public', { public: { status: 429, rateLimited: true, alive: true, expectMet: false } }),
  ),
  fixLine('B.T1', 'the local login answers', check('login'), not('local', badGateway)),
  fixLine('B.T2', 'the public login answers without 502', gateway),
  fixLine('B.T3', 'the unit is active and newly started', down, deaf),
  fixLine('B.T4', 'nginx was tested before it was reloaded', {
    action: 'reload-proxy',
    service: payments,
    runs: ['sudo -n nginx -t', 'sudo -n systemctl reload nginx'],
    risk: 'critical',
    lab: ['django-actions', 'reload-proxy: stops at a configuration that fails its test'],
  }),
  fixLine('B.T5', 'no new error in the log for a while', said('py-exception')),
  fixLine(
    'C.T1',
    'health says OK',
    not('public', {
      public: { expectMet: false, bodyMatches: false },
      local: { expectMet: false, bodyMatches: false },
    }),
  ),
  fixLine('C.T2', 'the list answers with JSON', check('list')),
  fixLine('C.T3', 'the log tells a good start', down),
  fixLine('C.T4', 'no new errors in the log', said('db-unreachable-pg')),
  fixLine('C.T5', 'the database takes a query', needDown('postgres', 'db-unreachable-pg')),
  fixLine(
    'C.T6',
    'an emergency image is marked until it is taken back',
    {
      action: 'switch-definition',
      service: { run: { caprover: 'portal' }, public: { url: 'https://portal.example.test/' } },
      runs: [
        'PATCH https://captain.example.test/api/v2/user/apps/appDefinitions/update',
        'POST https://captain.example.test/api/v2/user/apps/webhooks/triggerbuild?namespace=captain',
      ],
      risk: 'critical',
    },
    { gap: 'The card says that it has to be switched back; nothing reminds of it later.' },
  ),
  fixLine(
    'D.T1',
    'the local health is well',
    not('local', {
      local: { expectMet: false, status: 500, alive: false },
      public: { status: 500, alive: false, expectMet: false },
    }),
  ),
  fixLine('D.T2', 'the public health is well', gateway),
  fixLine('D.T3', 'a list of the API answers', check('orders')),
  fixLine('D.T4', 'the unit is active and the port listens', down, deaf),
  fixLine('D.T5', 'the log shows no errors', said('py-exception')),
  fixLine('D.T6', 'nginx forwards, without 502', not('proxy', badGateway)),
  fixLine('D.T7', 'the CORS headers are there', cors),
  fixLine(
    'D.T8',
    'after a reboot everything came back by itself',
    not('boot', notListening, {
      process: { state: 'stopped', enabled: false },
      boot: { rebootedRecently: true, uptimeS: 60 },
    }),
    {
      action: 'reboot',
      service: payments,
      runs: [step('reboot-check'), step('reboot')],
      risk: 'critical',
      lab: ['step-shop', 'does not reboot while something would stay down'],
    },
  ),
  fixLine(
    'E.T1',
    'supervisor says RUNNING, and keeps saying it',
    not('process', notListening, { process: { state: 'restarting', crashLoop: true, restarts: 4 } }),
  ),
  fixLine('E.T2', 'no import error since the restart', said('py-import-name')),
  fixLine('E.T3', 'the docs answer', check('docs')),
  fixLine('E.T4', 'the login endpoint answers without 502', check('login'), gateway),
  fixLine('E.T5', 'a login from the frontend works', check('login'), {
    gap: 'Through the page itself it is tried by people.',
  }),
  fixLine('E.T6', 'old and new features work', check('items')),
  fixLine(
    'E.T7',
    'Redis and nginx are well',
    needDown('redis', 'redis-unreachable'),
    not('proxy', badGateway),
  ),
];
