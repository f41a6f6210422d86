import type { Block, TextObject, View } from './protocol.ts';

export const plain = (text: string): TextObject => ({ type: 'plain_text', text });
export const mrkdwn = (text: string): TextObject => ({ type: 'mrkdwn', text });
const rich = (text: string): Block => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});

const task = (task_id: string, title: string, status: string, output: string) => ({
  task_id,
  title,
  status,
  output: rich(output),
});

export function planBlock(): Block {
  return {
    type: 'plan',
    block_id: 'plan-1',
    title: 'Diagnosing api: 3 of 5',
    tasks: [
      task('process', 'Process', 'error', 'ActiveState=inactive since 12:30:45'),
      task('listening', 'Port', 'error', 'nothing listens on 127.0.0.1:8000'),
      task('proxy', 'Proxy', 'complete', 'nginx passes to 127.0.0.1:8000'),
      { task_id: 'logs', title: 'Logs', status: 'in_progress' },
      { task_id: 'host', title: 'Host', status: 'pending' },
    ],
  };
}

export const verdictBlocks = (): Block[] => [
  { type: 'header', block_id: 'h', text: plain(':red_circle: api is stopped') },
  {
    type: 'section',
    block_id: 's',
    text: mrkdwn(
      '*Proof*\n• `process`: `ActiveState=inactive`, stopped at 12:30:45 by *root*\n• `listening`: nothing on 127.0.0.1:8000\n&gt; connect() failed (111: Connection refused) &amp; 2 * 3 * 4\n```\nNov 20 12:30:45 systemd[1]: Stopped &lt;payments&gt; *backend*.\n```',
    ),
  },
  {
    type: 'context',
    block_id: 'c',
    elements: [mrkdwn('Ruled out: *hang*, *wrong port*'), mrkdwn('Could not check: _dmesg_')],
  },
  { type: 'divider', block_id: 'd' },
  {
    type: 'actions',
    block_id: 'remedies',
    elements: [
      {
        type: 'button',
        action_id: 'remedy',
        style: 'primary',
        text: plain('Start api'),
        value: 'plan-1',
        confirm: {
          title: plain('Start api?'),
          text: mrkdwn('Runs `systemctl start payments-backend` on *web-1*.'),
          confirm: plain('Ask for it'),
          deny: plain('Not now'),
        },
      },
      { type: 'button', action_id: 'again', text: plain('Diagnose again'), value: 'api' },
      {
        type: 'overflow',
        action_id: 'more',
        options: [
          { text: plain('Evidence'), value: 'evidence' },
          { text: plain('Open an outage'), value: 'outage' },
        ],
      },
    ],
  },
];

/** Hostile and tricky texts: they must come out as they went in. */
export const evidenceBlocks = (): Block[] => [
  {
    type: 'section',
    block_id: 'e1',
    text: mrkdwn('&lt;img src=x onerror="window.hacked=1"&gt; <script>window.hacked=2</script>'),
  },
  {
    type: 'section',
    block_id: 'e2',
    text: mrkdwn('<javascript:window.hacked=3|a trap> and <https://docs.example.test/runbook|the runbook>'),
  },
  {
    type: 'markdown',
    block_id: 'e3',
    text: '**Summary** [trap](javascript:window.hacked=4) at 12:30:45\n\n| probe | says |\n|---|---|\n| port | closed |',
  },
  {
    type: 'table',
    block_id: 'e4',
    rows: [
      [
        { type: 'raw_text', text: 'host' },
        { type: 'raw_text', text: 'load' },
      ],
      [
        { type: 'raw_text', text: 'web-1 *a*' },
        { type: 'raw_text', text: '0.42' },
      ],
    ],
  },
  { type: 'hologram', block_id: 'e5', depth: 3 },
];

export const interactiveBlocks = (): Block[] => [
  {
    type: 'section',
    block_id: 'pick',
    text: mrkdwn('Which service?'),
    accessory: {
      type: 'static_select',
      action_id: 'service',
      placeholder: plain('Choose a service'),
      options: [
        { text: plain('api'), value: 'api' },
        { text: plain('shop'), value: 'shop' },
      ],
    },
  },
];

export const modalView = (): View => ({
  id: 'V1',
  type: 'modal',
  title: plain('Diagnose a service'),
  submit: plain('Diagnose'),
  close: plain('Cancel'),
  blocks: [
    { type: 'section', block_id: 'intro', text: mrkdwn('Looks only, changes nothing.') },
    {
      type: 'input',
      block_id: 'service',
      label: plain('Service'),
      element: {
        type: 'external_select',
        action_id: 'name',
        min_query_length: 0,
        placeholder: plain('Type a name'),
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Reason'),
      hint: plain('Stands in the audit'),
      element: { type: 'plain_text_input', action_id: 'text', multiline: true },
    },
    {
      type: 'input',
      block_id: 'depth',
      optional: true,
      label: plain('How deep'),
      element: {
        type: 'radio_buttons',
        action_id: 'level',
        initial_option: { text: plain('Quick'), value: 'quick' },
        options: [
          { text: plain('Quick'), value: 'quick' },
          { text: plain('Everything'), value: 'all', description: plain('Also slow probes') },
        ],
      },
    },
  ],
});
