import { startFleetWorker, type FleetWorld } from '#test/fleet-worker.ts';

/** A worker in a process of its own, to share work with and to be killed: `node … redisUrl world`. */
const [redisUrl = '', world = '{}'] = process.argv.slice(2);

startFleetWorker(redisUrl, JSON.parse(world) as FleetWorld);
process.send?.('ready');
