import { describe, expect, test } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { faulty, observation } from '#test/sample-runs.ts';
import type { Observation, ObservationStatus } from '#catalog/observation.ts';
import { layerStates } from './layer-state.ts';

const { diagnosis } = loadRunbooks();
const look = (probe: string, status: ObservationStatus): Observation =>
  observation(probe, status, { en: `${probe} is ${status}`, fr: `${probe} : ${status}` });
const walk = { held: [], denied: [], open: [] };

describe('the state of a layer', () => {
  const roots = [{ ...faulty, layer: 'process', symptoms: [] }];
  const observations = [
    look('process', 'bad'),
    look('listening', 'bad'),
    look('proxy', 'ok'),
    look('public', 'unknown'),
  ];
  const states = layerStates(diagnosis, roots, [walk], observations);
  const stateOf = (wanted: string) => states.find(({ layer }) => layer === wanted);

  test('is bad where a cause is, and where its own look is bad', () => {
    expect(stateOf('process')).toEqual({ layer: 'process', state: 'bad' });
    expect(stateOf('port')).toMatchObject({ state: 'bad', says: { en: 'listening is bad' } });
  });

  test('is fine only where someone looked', () => {
    expect(stateOf('proxy')).toMatchObject({ state: 'ok' });
    expect(stateOf('application')).toMatchObject({ state: 'unknown' });
    expect(stateOf('edge')).toMatchObject({ state: 'unknown' });
    expect(stateOf('code')).toMatchObject({ state: 'ok' });
  });

  test('is unknown where a cause could be neither seen nor denied', () => {
    const open = { ...walk, open: [{ id: 'disk-full', layer: 'host', missing: ['disk.full'] }] };
    const host = layerStates(diagnosis, roots, [open], observations).find(({ layer }) => layer === 'host');
    expect(host).toMatchObject({ state: 'unknown' });
  });
});
