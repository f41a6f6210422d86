import { checksA } from './checks-a.ts';
import { checksB } from './checks-b.ts';
import { checksC } from './checks-c.ts';
import { checksD } from './checks-d.ts';
import { checksE } from './checks-e.ts';
import { concludesA } from './concludes-a.ts';
import { concludesB } from './concludes-b.ts';
import { concludesC } from './concludes-c.ts';
import { concludesD } from './concludes-d.ts';
import { concludesE } from './concludes-e.ts';
import type { Line } from './line.ts';

/** Every check and every conclusion of the five emergency guides. */
export const lines: readonly Line[] = [
  ...checksA,
  ...concludesA,
  ...checksB,
  ...concludesB,
  ...checksC,
  ...concludesC,
  ...checksD,
  ...concludesD,
  ...checksE,
  ...concludesE,
];
