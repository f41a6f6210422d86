import type { FollowerName } from '#jobs/follower-queues.ts';
import type { Follow, FollowersDeps } from '#jobs/followers.ts';

/** All followers, each made in the same way. */
export function followersOf(make: (name: FollowerName) => Follow): FollowersDeps['followers'] {
  return {
    thread: make('thread'),
    outages: make('outages'),
    messages: make('messages'),
    metrics: make('metrics'),
    log: make('log'),
    audit: make('audit'),
  };
}
