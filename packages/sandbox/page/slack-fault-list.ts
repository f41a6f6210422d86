/** What the fault panel offers, with what it asks of the workspace. */
export const FAULTS = [
  {
    title: 'Recycle the sockets',
    explains: 'Each socket gets a polite warning and is closed, as Slack does every few hours.',
    body: { sockets: 'recycle' },
  },
  { title: 'Cut the sockets', explains: 'Both sockets are cut without a word.', body: { sockets: 'kill' } },
  {
    title: 'Freeze a socket',
    explains: 'One socket is half open: nothing comes through any more, and neither side is told.',
    body: { sockets: 'freeze' },
  },
  {
    title: 'Rate limit',
    explains: 'The next 3 posts are answered 429 with Retry-After: 2.',
    body: { kind: 'rate_limit', method: 'chat.postMessage', times: 3, retry_after_s: 2 },
  },
  {
    title: 'Answer 500',
    explains: 'The next 2 posts are answered 500.',
    body: { kind: 'status', method: 'chat.postMessage', times: 2, status: 500 },
  },
  {
    title: 'Answer slowly',
    explains: 'The next 5 calls of any method take 2 s each.',
    body: { kind: 'delay', method: '*', times: 5, delay_ms: 2000 },
  },
  {
    title: 'Lose an answer',
    explains: 'The next post is carried out and its answer is lost: a careless bot posts twice.',
    body: { kind: 'drop', method: 'chat.postMessage' },
  },
  {
    title: 'No plan blocks',
    explains: 'Plan blocks are refused as unknown, as in an older workspace, until they are allowed again.',
    body: { refuse_block: 'plan' },
  },
];
