import { evidenceBlocks, interactiveBlocks, planBlock, verdictBlocks } from './fixture-blocks.ts';
import type { DemoFault, DemoState, Message, WorkspaceState } from './protocol.ts';

/** The team of the fixture; times are in the past of every clock. */
export function workspaceState(): WorkspaceState {
  return {
    team: { name: 'Harbour' },
    me: 'UREQ',
    people: [
      {
        id: 'UREQ',
        name: 'robin',
        real_name: 'Robin Quest',
        role: 'member',
        title: 'requester',
        color: '9f3b6b',
      },
      {
        id: 'UAPP',
        name: 'avery',
        real_name: 'Avery Prove',
        role: 'member',
        title: 'approver',
        color: '2f6fb3',
      },
      {
        id: 'UAP2',
        name: 'sam',
        real_name: 'Sam Second',
        role: 'member',
        title: 'second approver',
        color: '8a6d1f',
      },
      { id: 'UGST', name: 'gale', real_name: 'Gale Guest', role: 'guest', title: 'guest', color: '5b6b5b' },
      { id: 'UBOT', name: 'resus', real_name: 'Resus', role: 'bot' },
    ],
    channels: [
      { id: 'COPS', name: 'ops', is_member: true, kind: 'channel' },
      { id: 'CPAY', name: 'payments', is_member: true, kind: 'channel' },
      { id: 'CRND', name: 'random', is_member: false, kind: 'channel' },
      { id: 'DREQ', name: 'dm-robin', is_member: true, kind: 'dm', user: 'UREQ' },
      { id: 'DAPP', name: 'dm-avery', is_member: true, kind: 'dm', user: 'UAPP' },
    ],
    shortcuts: [
      { name: 'Diagnose a service', type: 'global', callback_id: 'diagnose_service' },
      { name: 'Diagnose this', type: 'message', callback_id: 'diagnose_message' },
    ],
    commands: [
      {
        command: '/diagnose',
        description: 'Find out why a service is failing',
        usage_hint: '<service> [host]',
      },
      { command: '/restart', description: 'Ask for a restart', usage_hint: '<service>' },
      {
        command: '/runbook',
        description: 'Ask for any other action',
        usage_hint: '<action> <service> [key=value…]',
      },
      {
        command: '/outage',
        description: 'Open, acknowledge, resolve or list outages',
        usage_hint: '[open|ack|resolve|list]',
      },
      { command: '/services', description: 'List the services' },
      {
        command: '/resus',
        description: 'Help, status, freeze and thaw',
        usage_hint: '[help|status|freeze|thaw|doctor]',
      },
    ],
    messages: { COPS: opsMessages(), CPAY: [], CRND: [], DREQ: [], DAPP: [] },
    ephemerals: [
      {
        user: 'UREQ',
        channel: 'COPS',
        ts: '1700000200.000100',
        text: 'I do not know `aip`. Did you mean *api*?',
      },
    ],
    views: {},
    homes: {},
    files: [],
    sockets: { connected: 2 },
  };
}

function opsMessages(): Message[] {
  const bot = { channel: 'COPS', user: 'UBOT', bot: true };
  const inThread = { ...bot, thread_ts: '1700000100.000200' };
  return [
    {
      channel: 'COPS',
      user: 'UREQ',
      ts: '1700000090.000100',
      text: 'payments look slow, checking <@UBOT> :eyes:',
    },
    {
      ...bot,
      ts: '1700000100.000200',
      text: ':red_circle: *api* is down: the process was stopped. Asked by <@UREQ>.',
    },
    { ...inThread, ts: '1700000101.000300', text: 'Diagnosing api: 6 of 6', blocks: [planBlock()] },
    {
      ...inThread,
      ts: '1700000103.000400',
      text: 'api is stopped',
      blocks: verdictBlocks(),
      files: [
        { id: 'FEVI', name: 'evidence.txt', title: 'Evidence of run 7f3a', mimetype: 'text/plain', size: 22 },
      ],
      reactions: [{ name: 'white_check_mark', users: ['UAPP'], count: 1 }],
    },
    { ...bot, ts: '1700000110.000500', text: 'evidence', blocks: evidenceBlocks() },
    { ...bot, ts: '1700000120.000600', text: 'choices', blocks: interactiveBlocks() },
  ];
}

const faults = (): DemoFault[] => [
  {
    id: 'stopped',
    title: 'Stop the process',
    active: false,
    explains: 'systemctl stop, as an operator would',
  },
  {
    id: 'wrong-port',
    title: 'Wrong port in the proxy',
    active: false,
    explains: 'the nginx site points at a port nobody serves, then reload',
  },
  { id: 'hang', title: 'Hang', active: false, explains: 'SIGSTOP: the port is open and nothing answers' },
  {
    id: 'crash',
    title: 'Crash at start',
    active: false,
    explains: 'a bad line in its start file, until the start limit',
  },
  { id: 'dependency', title: 'Dependency down', active: false, explains: 'its cache is stopped' },
];

export function demoState(): DemoState {
  return {
    services: [
      {
        name: 'api',
        title: 'Payments API',
        url: 'http://127.0.0.1:8181/health',
        healthy: true,
        told: '#ops',
        faults: faults(),
      },
      {
        name: 'shop',
        title: 'Shop',
        url: 'http://127.0.0.1:8182/',
        healthy: true,
        told: '#ops',
        faults: faults().slice(0, 4),
      },
    ],
  };
}
