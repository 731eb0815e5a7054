import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { parseUpstreamTotals, readUpstreamTotals } from './upstream-reading.ts';

const METRICS = SERVICE.upstreamMetrics!;
const toPage = (ok: number, failed: number, seconds: number, started = 17) =>
  `# TYPE ${METRICS.calls} counter
${METRICS.calls}{route="/v1/chat",outcome="ok"} ${ok}
${METRICS.calls}{route="/v1/chat",outcome="timeout"} ${failed}
${METRICS.seconds} ${seconds}
process_start_time_seconds ${started}
`;
const UNKNOWN = { calls: null, errors: null, durationMs: null };

test.each<[string, string, object]>([
  ['as it is', toPage(3, 2, 1.5), { calls: 5, errors: 2, durationMs: 1500, instance: 'started 17' }],
  [
    'with labels in another order',
    `${METRICS.calls}{outcome="ok",x="outcome=\\"no\\""} 3`,
    { calls: 3, errors: 0, durationMs: null },
  ],
  ['in DOS lines', toPage(3, 2, 1.5).replaceAll('\n', '\r\n'), { calls: 5, errors: 2 }],
  ['with a timestamp', `${METRICS.calls}{outcome="ok"} 3 1395066363000`, { calls: 3, errors: 0 }],
  ['with an exemplar', `${METRICS.calls}{outcome="ok"} 3 # {trace_id="x"} 7\n# EOF`, { calls: 3, errors: 0 }],
  ['before the first call', `# TYPE ${METRICS.calls} counter`, { calls: 0, errors: 0, durationMs: null }],
  [
    'in OpenMetrics before the first call',
    `# TYPE ${METRICS.calls.replace('_total', '')} counter\n# EOF`,
    { calls: 0 },
  ],
  ['without such a metric', 'other 1', UNKNOWN],
  ['that is empty', '', UNKNOWN],
  [
    'of several tenants',
    `${METRICS.calls}{outcome="ok",tenant="direct"} 3\n${METRICS.calls}{outcome="ok",tenant="vip"} 4\n${METRICS.calls}{outcome="reset",tenant="vip"} 2`,
    { calls: 9, errors: 2 },
  ],
  [
    'of pods',
    `${METRICS.calls}{outcome="ok",pod="b"} 1\n${METRICS.calls}{outcome="ok",pod="a"} 2`,
    { calls: 3, instance: 'pod a, pod b' },
  ],
  [
    'of another metric that begins alike',
    `${METRICS.calls}_more{outcome="ok"} 9\n${METRICS.calls}{outcome="ok"} 1`,
    { calls: 1 },
  ],
  [
    'of NaN',
    `${METRICS.calls}{outcome="ok"} NaN`,
    { ...UNKNOWN, unreadable: expect.stringContaining('is NaN') },
  ],
  [
    'of +Inf',
    `${METRICS.calls}{outcome="ok"} +Inf`,
    { ...UNKNOWN, unreadable: expect.stringContaining('Infinity') },
  ],
  [
    'below 0',
    `${METRICS.calls}{outcome="ok"} -1`,
    { ...UNKNOWN, unreadable: expect.stringContaining('is -1') },
  ],
  [
    'of a gauge',
    `# TYPE ${METRICS.calls} gauge\n${METRICS.calls} 4`,
    { ...UNKNOWN, unreadable: expect.stringContaining('gauge') },
  ],
  ['of HTML', '<html></html>', { ...UNKNOWN, unreadable: expect.stringContaining('line 1') }],
])('reads a page %s', (_, page, totals) => expect(parseUpstreamTotals(METRICS, page)).toMatchObject(totals));

it('reads nothing of a service that tells nothing', () =>
  expect(parseUpstreamTotals(undefined, '<html>')).toEqual(UNKNOWN));

describe('over HTTP', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  async function read(...answers: readonly (string | number)[]) {
    let asked = 0;
    const made = createServer((_, response) => {
      const answer = answers[asked++ % answers.length];
      if (typeof answer === 'number') response.writeHead(answer).end('no such page');
      else response.end(answer);
    });
    server = made;
    await new Promise<void>((resolve) => void made.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(made.address() as AddressInfo).port}/metrics`;
    const toxiproxy = { readBytes: async () => ({ upstreamBytes: 1, downstreamBytes: 2 }) };
    return readUpstreamTotals(METRICS, url, toxiproxy as never, 'p');
  }

  it('takes the later of two readings', async () =>
    expect(await read(toPage(3, 2, 1.5), toPage(4, 2, 1.6))).toEqual({
      calls: 6,
      errors: 2,
      durationMs: 1600,
      instance: 'started 17',
      bytes: 3,
    }));

  it.each<[string, readonly (string | number)[], string]>([
    ['two replicas that started apart', [toPage(3, 2, 1.5), toPage(4, 2, 1.6, 18)], 'more than one process'],
    [
      'two replicas that do not say who they are',
      ['a 1', 'a 1'].map((_, i) => `${METRICS.calls} ${9 - i}`),
      'more than one process',
    ],
    ['no such page', [404], 'answered 404'],
    ['a page of another kind', ['{"status":"ok"}'], 'line 1'],
  ])('does not believe %s', async (_, answers, why) =>
    expect(await read(...answers)).toEqual({
      ...UNKNOWN,
      unreadable: expect.stringContaining(why),
      bytes: 3,
    }));

  it('forgives a page that fails once', async () =>
    expect(await read(500, toPage(4, 2, 1.6))).toMatchObject({ calls: 6 }));
});
