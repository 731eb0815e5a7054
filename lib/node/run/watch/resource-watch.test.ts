// What a page of metrics tells of the process, and how often it is asked for.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JournalRow } from '../../../core/journal/events.ts';
import { parseResources, watchResources } from './resource-watch.ts';

const PAGE = [
  '# TYPE process_resident_memory_bytes gauge',
  'process_resident_memory_bytes 1.2e+08',
  'process_open_fds 31',
  'process_start_time_seconds 1795914548',
].join('\n');
const TOLD = { rss_bytes: 120e6, open_fds: 31, started_at: 1_795_914_548 };
const NOTHING = { rss_bytes: null, open_fds: null, started_at: null };

test.each<[string, string, object]>([
  ['all of it', PAGE, TOLD],
  ['memory alone', 'process_resident_memory_bytes{app="a"} 5', { ...NOTHING, rss_bytes: 5 }],
  ['two processes on one page', 'process_open_fds{i="1"} 5\nprocess_open_fds{i="2"} 6', NOTHING],
  ['what is no number', 'process_open_fds NaN', NOTHING],
  ['what is no amount', 'process_open_fds -1\nprocess_resident_memory_bytes +Inf', NOTHING],
  ['a page of HTML', '<html></html>', NOTHING],
  ['nothing', '', NOTHING],
])('of a page with %s', (_, page, told) => {
  expect(parseResources(page)).toEqual(told);
});

describe('a run', () => {
  let asked = 0;
  let answer = { status: 200, page: PAGE };
  const server = createServer((_, response) => {
    asked++;
    response.writeHead(answer.status);
    response.end(answer.page);
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** Watches a run whose clock runs as fast as it is asked. */
  async function watch(totalSec: number): Promise<JournalRow[]> {
    asked = 0;
    const rows: JournalRow[] = [];
    let nowSec = 0;
    await watchResources({
      metricsUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
      totalSec,
      clock: {
        elapsedSec: () => nowSec,
        nowSec: () => 1000 + nowSec,
        until: async (sec) => {
          nowSec = sec;
          return sec < totalSec;
        },
      },
      write: async (row) => void rows.push(row),
      signal: new AbortController().signal,
    });
    return rows;
  }

  test('is read once a second', async () => {
    const rows = await watch(10);
    expect(rows).toHaveLength(9);
    expect(rows[0]).toMatchObject({ ts: 1001, type: 'resources.read', ...TOLD, lag_ms: expect.any(Number) });
  });

  test('against a service without such a page asks three times, and goes on reading its own clock', async () => {
    answer = { status: 404, page: 'not found' };
    const rows = await watch(10);
    expect([rows.length, asked]).toEqual([9, 3]);
    expect(rows.at(-1)).toMatchObject(NOTHING);
  });

  test('of a day is read once a minute', async () => {
    answer = { status: 404, page: 'not found' };
    expect(await watch(86_400)).toHaveLength(1439);
  });
});
