import { badGateway } from '#test/verdicts/facts.ts';
import { type Line, line, verdict } from './line.ts';
import { answers500, crashed, crashedSaying, hangs, proxyFails, stopped } from './saw.ts';

/** System B: what its guide concludes. */
export const concludesB: readonly Line[] = [
  line('B.V1', 'what a 502 means', verdict('bad-gateway', stopped, 'symptom')),
  line('B.V2', 'not running', verdict('backend-not-running', stopped)),
  line(
    'B.V3',
    'running, but not listening',
    verdict('backend-not-listening', [...stopped, { process: { state: 'running', uptimeS: 600 } }]),
    verdict('starting', [
      ...stopped,
      { process: { state: 'running', uptimeS: 3 }, logs: { serving: false } },
    ]),
  ),
  line(
    'B.V4',
    'listening, yet refused',
    verdict('refuses-locally', [badGateway, { listening: { open: true, reachable: true } }]),
    verdict('bind-address', [badGateway, { listening: { open: true, reachable: false, bind: 'lan' } }]),
  ),
  line('B.V5', 'listening, no answer', verdict('backend-hanging', hangs)),
  line('B.V6', 'fine on its port, not through the proxy', verdict('proxy-misconfigured', proxyFails)),
  line(
    'B.V7',
    'the proxy has the wrong port',
    verdict('upstream-port-mismatch', [
      ...proxyFails,
      { proxy: { upstreamMatchesListen: false, upstreamMismatch: 'port', upstreamPort: 8001 } },
    ]),
  ),
  line(
    'B.V8',
    'the proxy has the wrong address',
    verdict('upstream-address-mismatch', [
      ...proxyFails,
      { proxy: { upstreamMatchesListen: false, upstreamMismatch: 'address' } },
    ]),
  ),
  line(
    'B.V9',
    'another process has the port',
    verdict('port-in-use', [...crashed, { listening: { open: true, ownerIsService: false } }]),
  ),
  line(
    'B.V10',
    'a module is missing',
    verdict('py-module-missing', crashedSaying('py-module-missing', 'fastapi')),
  ),
  line(
    'B.V11',
    'the database fails',
    verdict('db-unreachable-pg', crashedSaying('db-unreachable-pg')),
    verdict('db-auth-pg', crashedSaying('db-auth-pg')),
  ),
  line('B.V12', 'not permitted at start', verdict('permission', crashedSaying('permission', '/srv/auth'))),
  line('B.V13', 'the app itself fails', verdict('app-error', answers500)),
  line('B.V14', 'healthy', verdict('healthy', [])),
];
