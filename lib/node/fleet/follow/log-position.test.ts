import { expect, it, test } from 'vitest';
import { createLogPosition } from './log-position.ts';

const at = (sec: string) => `2026-11-29T17:00:${sec}Z`;
const line = (sec: string, text: string) => `${at(sec)} ${text}`;
const takeAll = (lines: readonly string[], position = createLogPosition()) =>
  lines.flatMap((one) => position.take(one) ?? []);

it('gives the lines without their stamps, empty ones too', () => {
  expect(
    takeAll([line('01.100000000', 'a'), line('01.200000000', ''), line('01.200000000', 'b  c')]),
  ).toEqual(['a', '', 'b  c']);
});

// Kubernetes begins again at the whole second, and a connection may be lost anywhere.
const LOG = [
  '01.100000000',
  '01.900000000',
  '01.900000000',
  '01.900000000',
  '02.000000000',
  '02.500000000',
].map((sec, i) => line(sec, `row ${i}`));
test.each(LOG.map((_, cut) => cut))('read on after %i lines, none is lost and none is twice', (cut) => {
  const position = createLogPosition();
  const before = takeAll(LOG.slice(0, cut), position);
  const second = position.since?.slice(0, 19);
  position.resume();
  const again = LOG.filter((one) => second === undefined || one.slice(0, 19) >= second);
  expect([...before, ...takeAll(again, position)]).toEqual(LOG.map((_, i) => `row ${i}`));
});

it('leaves out the rest of a long line whose beginning was read before', () => {
  const position = createLogPosition();
  takeAll([line('01.100000000', 'a')], position);
  position.resume();
  expect(takeAll(['the rest of it', line('01.100000000', 'a'), line('01.300000000', 'b')], position)).toEqual(
    ['b'],
  );
});

it('goes on where the log was rotated in between', () => {
  const position = createLogPosition();
  takeAll([line('01.100000000', 'a'), line('01.100000000', 'b')], position);
  position.resume();
  expect(takeAll([line('01.800000000', 'c')], position)).toEqual(['c']);
});

it('lost twice, it still knows how many lines a moment had', () => {
  const position = createLogPosition();
  const [a, b, c] = ['a', 'b', 'c'].map((text) => line('01.100000000', text));
  takeAll([a ?? ''], position);
  position.resume();
  takeAll([a ?? '', b ?? ''], position);
  position.resume();
  expect(takeAll([a ?? '', b ?? '', c ?? ''], position)).toEqual(['c']);
});
