import { expect, test } from 'vitest';
import { findUnusable } from './injection.ts';
import { parseFaultSettings } from './settings.ts';
import type { FaultId } from './table.ts';

test.each<[string, object]>([
  ['', {}],
  [' , ', {}],
  ['latency.latency=1500', { latency: { attributes: { latency: 1500 } } }],
  [
    'latency.latency=1500, latency.jitter=0 ,latency.latency=900',
    { latency: { attributes: { latency: 900, jitter: 0 } } },
  ],
  [
    'reset.toxicity=0.3,reset.stream=upstream',
    { reset: { attributes: {}, toxicity: 0.3, stream: 'upstream' } },
  ],
])('%j', (list, settings) => expect(parseFaultSettings(list)).toEqual(settings));

test.each<[string, RegExp]>([
  ['latency', /^latency: give fault.attribute=value, like/],
  ['latency=800', /^latency=800: give fault.attribute=value/],
  ['rain.mm=3', /^rain.mm=3: give a fault out of latency, timeout, /],
  ['constructor.name=3', /give a fault out of/],
  [
    'latency.latncy=3',
    /^latency.latncy=3: latency takes latency, jitter, toxicity, stream \(Did you mean latency\?\)$/,
  ],
  ['latency.latency=fast', /give a whole number from 0 to 10000 \(ms\)/],
  ['latency.latency=1.5', /whole number/],
  ['latency.latency=-1', /whole number/],
  ['bandwidth.rate=0', /from 1 to/],
  ['reset.toxicity=0', /above 0, to 1/],
  ['reset.toxicity=1.1', /above 0, to 1/],
  ['reset.toxicity=x', /above 0, to 1/],
  ['timeout.stream=sideways', /give upstream or downstream/],
  ['mix.latency=3', /mix takes the settings of latency, bandwidth, reset: set those/],
  ['down.toxicity=1', /down has nothing to set/],
  ['http_errors.toxicity=1', /http_errors takes percent, status, delay, variation$/],
  ['http_errors.status=200', /from 400 to 599 \(HTTP status\)/],
])('%s is refused in a sentence', (list, sentence) => {
  expect(() => parseFaultSettings(list)).toThrow(sentence);
});

test.each<[FaultId, string, RegExp | undefined]>([
  ['latency', 'latency.latency=240', undefined],
  ['latency', 'latency.latency=239', /latency would slow calls by 19.5 ms, which noise would hide/],
  ['mix', 'latency.latency=100', /mix would slow calls by -50 ms/],
  ['bandwidth', 'bandwidth.stream=upstream', /would slow calls by 0.8 ms/],
  ['bandwidth', 'bandwidth.stream=upstream,bandwidth.rate=4', undefined],
  ['limit_data', 'limit_data.bytes=12800', /limit_data would let every call pass/],
  ['limit_data', 'limit_data.bytes=12799', undefined],
  ['limit_data', 'limit_data.stream=upstream', /let every call pass/],
  ['slow_close', 'slow_close.delay=39', /slow_close would hold connections 19.5 ms longer/],
  ['slow_close', 'slow_close.delay=40', undefined],
  ['slicer', 'slicer.average_size=128', /slicer: size_variation must be below average_size/],
  ['slicer', 'slicer.average_size=129', undefined],
  [
    'http_errors',
    'http_errors.delay=10,http_errors.variation=11',
    /http_errors: variation must not be above delay/,
  ],
  ['http_errors', 'http_errors.delay=10,http_errors.variation=10', undefined],
])('%s under %s', (id, list, sentence) => {
  const unusable = findUnusable(id, parseFaultSettings(list));
  if (sentence) expect(unusable).toMatch(sentence);
  else expect(unusable).toBeUndefined();
});

test('an agent has no place on the edge', () => {
  expect(findUnusable('http_errors', {}, 'edge')).toMatch(/http_errors stands before the upstream only/);
  expect(findUnusable('http_errors', {}, 'upstream')).toBeUndefined();
});
