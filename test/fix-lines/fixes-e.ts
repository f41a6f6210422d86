import { type FixLine, fixLine } from './fix-line.ts';
import { moved, step, storefront } from './services.ts';

const restartShop = 'sudo -n supervisorctl restart storefront';

/** System E (supervisor). */
export const fixesE: readonly FixLine[] = [
  fixLine('E.F1', 'pull and run the script of the deployment', {
    action: 'deploy',
    service: storefront,
    saw: [moved],
    runs: [
      step('deploy 1f2e3d4'),
      "sudo -n -u storefront sh -c 'cd /srv/storefront && ./deploy.sh'",
      restartShop,
      step('git-rollback 0a9b8c7'),
      restartShop,
    ],
    risk: 'critical',
    lab: ['shop-actions', 'deploy: the fix is on the branch and not on the host'],
  }),
  fixLine('E.F2', 'pull, fast-forward only', {
    action: 'deploy',
    service: { ...storefront, deploy: { dir: '/srv/storefront', user: 'storefront' } },
    saw: [moved],
    runs: [step('deploy 1f2e3d4'), restartShop, step('git-rollback 0a9b8c7'), restartShop],
    risk: 'critical',
    lab: [
      'step-files',
      'moves forward to exactly the commit asked for, as the owner, with modes others can read',
    ],
  }),
  fixLine('E.F3', 'run the import test', {
    action: 'run-checks',
    service: storefront,
    runs: ["sudo -n -u storefront sh -c 'cd /srv/storefront && .venv/bin/python test_imports.py'"],
    risk: 'low',
    lab: ['shop-actions', 'run-checks tells which imports are broken, and changes nothing'],
  }),
  fixLine('E.F4', 'restart the program', {
    action: 'restart',
    service: storefront,
    runs: [restartShop],
    risk: 'high',
    lab: ['shop-actions', 'restart: a program that is suspended'],
  }),
  fixLine(
    'E.F5',
    'fix the imports in the code',
    {
      action: 'deploy',
      service: storefront,
      saw: [moved],
      runs: [
        step('deploy 1f2e3d4'),
        "sudo -n -u storefront sh -c 'cd /srv/storefront && ./deploy.sh'",
        restartShop,
        step('git-rollback 0a9b8c7'),
        restartShop,
      ],
      risk: 'critical',
    },
    { gap: 'A developer writes the fix; Resus deploys it once it is on the branch.' },
  ),
  fixLine('E.F6', 'back to the commit before', {
    action: 'rollback',
    service: storefront,
    saw: [moved],
    runs: [
      step('git-rollback 9a8b7c6'),
      step('clear-bytecode'),
      restartShop,
      step('git-rollback 0a9b8c7'),
      restartShop,
    ],
    risk: 'critical',
    lab: ['shop-actions', 'rollback: a model is not exported any more'],
  }),
  fixLine('E.F7', 'restart the workers', {
    action: 'restart-dependency',
    service: storefront,
    params: { need: 'worker' },
    runs: ['sudo -n supervisorctl restart storefront-worker'],
    risk: 'critical',
    lab: ['shop-actions', 'restart-dependency: the worker, after its code changed'],
  }),
];
