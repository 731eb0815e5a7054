// What creeps: a service that gets worse the longer it runs, and what only looks like it.
import { CREEPING } from '../../../teeth/loads.ts';
import { nearMiss } from '../../../teeth/row-ways.ts';
import type { Tooth, Way } from '../../../teeth/teeth.ts';

const creeping = (gate: string, way: Way, defects: string, why: string): Tooth => ({
  id: `${gate}/${way.replaceAll(' ', '-')}`,
  gate,
  way,
  expect: 'fail',
  defects,
  options: CREEPING,
  withinMs: null,
  why,
});

export const DRIFT_ROWS: readonly Tooth[] = [
  creeping('latency_drift', 'full rate', 'slow_down', 'every answer 2 ms later than the one before'),
  creeping(
    'latency_drift',
    'one route',
    'slow_down,ms=6,route=/v1/analysis/skin',
    'one route slows down, the others do not',
  ),
  creeping(
    'latency_drift',
    'one journey',
    'slow_down,ms=10,header=x-trace-id:_photo_usable_',
    'one journey slows down, by the fewer of the answers of its routes',
  ),
  creeping('memory_drift', 'full rate', 'leak_memory,kb=400', 'every call leaves 400 kB behind'),
  creeping(
    'descriptor_drift',
    'rare',
    'leak_descriptor,rate=0.2',
    'one call in five leaves a file open that nobody closes',
  ),
  nearMiss(
    'latency_drift',
    'step',
    'slow,ms=400,after=22s',
    'slower from one moment on, as after a deployment: a step, which goes no further',
    CREEPING,
  ),
  nearMiss(
    'latency_drift',
    'warm-up',
    'slow,ms=800,for=15s',
    'slow at first, as while caches fill',
    CREEPING,
  ),
  nearMiss(
    'latency_drift',
    'noise',
    'slow,ms=300,rate=0.3;slow,ms=5000,times=1,after=27s',
    'three answers in ten 0.3 s late all the time, and one of 5 s',
    CREEPING,
  ),
  nearMiss(
    'memory_drift',
    'saw-tooth',
    'healthy_saw_tooth',
    'memory that grows and is given back, again and again',
    CREEPING,
  ),
  nearMiss(
    'descriptor_drift',
    'pools',
    '',
    'connections are kept and used again: the service as it is',
    CREEPING,
  ),
];
