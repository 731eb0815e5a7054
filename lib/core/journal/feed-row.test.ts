import { describe, expect, it } from 'vitest';
import { toRow } from '../../../test/runs/samples.ts';
import type { FailureRow, JournalRow } from './events.ts';
import { parseFeedLine, toFeedRow } from './feed-row.ts';

const FAILURE: FailureRow = {
  ts: 12.5,
  type: 'failure',
  n: 3,
  call: 1,
  violations: ['http_5xx'],
  detail: 'status 502',
  request: { path: '/v1/chat', headers: { 'X-Aurora-Uid': 'u-1' }, body: '{"message":"what was asked"}' },
  status: 502,
  headers: { 'Content-Type': 'text/html' },
  body: '<html>what was answered',
};

describe('toFeedRow', () => {
  it('leaves headers and bodies of a failing sample behind', () => {
    const row = toFeedRow(FAILURE);
    expect(row).toEqual({
      ts: 12.5,
      type: 'failure',
      n: 3,
      call: 1,
      violations: ['http_5xx'],
      detail: 'status 502',
      request: { path: '/v1/chat' },
      status: 502,
    });
    expect(JSON.stringify(row)).not.toMatch(/what was|u-1|text\/html/);
  });

  it('leaves options behind whose name is that of a secret, and keeps the others', () => {
    const options = { BASE_RPS: '3', WEBHOOK_TOKEN: 'hush', ADMIN_KEY: 'hush', SEED: '7' };
    const row: JournalRow = {
      ts: 1,
      type: 'run.started',
      service: 'aurora',
      run_id: 'r',
      options,
      base: 'http://h',
      seed: 7,
    };
    expect(toFeedRow(row)).toEqual({ ...row, options: { BASE_RPS: '3', SEED: '7' } });
  });

  it.each<JournalRow>([
    toRow(),
    { ts: 1, type: 'phase.entered', phase: 'chaos' },
    { ts: 1, type: 'gate.crossed', gate: 'http_4xx', value: 1, limit: 0, why: 'w' },
    { ts: 1, type: 'verdict', outcome: 'pass', why: 'w' },
  ])('sends $type as it is', (row) => expect(toFeedRow(row)).toBe(row));

  it('sends no type it does not know', () => {
    expect(toFeedRow({ ts: 1, type: 'body.dump', body: 'secret' } as unknown as JournalRow)).toBeUndefined();
  });
});

describe('parseFeedLine', () => {
  it('takes a row as toFeedRow does', () => {
    expect(parseFeedLine(JSON.stringify(FAILURE))).toEqual({ row: toFeedRow(FAILURE) });
  });

  it.each<[string, string, string]>([
    ['a line cut in the middle', '{"ts":1,"type":"resp', 'malformed'],
    ['JSON that is no object', '7', 'malformed'],
    ['an object without a type', '{"ts":1}', 'malformed'],
    ['a time that is no number', '{"ts":"noon","type":"verdict"}', 'malformed'],
    ['a failing sample without its request', '{"ts":1,"type":"failure"}', 'malformed'],
    ['a type of another version', '{"ts":1,"type":"body.dump"}', 'unknown'],
  ])('skips %s', (_, line, skipped) => expect(parseFeedLine(line)).toEqual({ skipped }));
});
