// Ten seconds of ten thousand violations each: judged in bounded memory, the last fifty samples kept.
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { toRow } from '../runs/samples.ts';

const ROWS = 100_000;
const SAMPLE_EVERY = 50;
const START_SEC = 1_800_000_000;
const HEAP_MB = 96;

function* listLines(): Generator<string> {
  const options = { PROFILE: 'quick', BASE: 'http://127.0.0.1:1', TOXIPROXY_ENABLED: 'false' };
  const started = { ts: START_SEC, type: 'run.started', run_id: 'r', options, base: options.BASE, seed: 1 };
  yield `${JSON.stringify(started)}\n`;
  const broken = { violations: ['http_5xx'] as const, detail: 'status 500', judged: false };
  for (let n = 0; n < ROWS; n++) {
    const ts = START_SEC + n / 10_000;
    yield `${JSON.stringify({ ...toRow({ n, code: 500 }, broken), ts })}\n`;
    if (n % SAMPLE_EVERY > 0) continue;
    const request = { path: '/v1/chat', headers: {}, body: '{}' };
    const { violations, detail } = broken;
    const sample = {
      n,
      call: 0,
      violations,
      detail,
      request,
      status: 500,
      headers: {},
      body: 'x'.repeat(30_000),
    };
    yield `${JSON.stringify({ ts, type: 'failure', ...sample })}\n`;
  }
}

test(`${ROWS} violations are judged within ${HEAP_MB} MB of heap`, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'aurora-flood-'));
  try {
    await pipeline(Readable.from(listLines()), createWriteStream(join(dir, 'events.ndjson')));
    const script = `
      const { judgeRun } = await import(${JSON.stringify(repoPath('lib/node/run/judge.ts'))});
      const { toRunFiles } = await import(${JSON.stringify(repoPath('lib/node/run-folder/run-files.ts'))});
      const { summary, failures } = await judgeRun(toRunFiles(${JSON.stringify(dir)}));
      console.log(JSON.stringify({ fived: summary.totals.http_5xx, kept: failures.map(({ n }) => n) }));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [`--max-old-space-size=${HEAP_MB}`, '--import', 'tsx', '--input-type=module', '-e', script],
      { cwd: repoPath() },
    );
    const { fived, kept } = JSON.parse(stdout) as { fived: number; kept: number[] };
    expect(fived).toBe(ROWS);
    // The first of its kind, to which the verdict points, and the last fifty.
    const last = Array.from({ length: 50 }, (_, i) => ROWS - (50 - i) * SAMPLE_EVERY);
    expect(kept).toEqual([0, ...last]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}, 120_000);
