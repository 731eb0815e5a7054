// More than a run can hold: a full disk, a flood of violations, an answer without end. See docs/faults.md.
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RowOf } from '../../lib/core/journal/events.ts';
import { startFront, toAnswer } from '../running/front.ts';
import { createRig, type Rig, runCommand, SHORT } from '../running/rig.ts';
import { mountDisk, NO_MOUNT } from '../running/small-disk.ts';
import { expectNothingLeft, startSoak } from '../running/soak.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

describe('the disk of the results', () => {
  test('full in the middle of a run: ended, inconclusive, and what was measured is written', async ({
    skip,
  }) => {
    await using disk = await mountDisk(rig.dir, 'small', 'size=2m');
    if (!disk) return skip(NO_MOUNT);
    const soak = await startSoak(rig.dir, { ...SHORT, DURATION_SECONDS: '300', OUTPUT_DIR: disk.dir });
    await soak.waitForRow('an answer', (row) => row.type === 'response');
    // All but 600 kB: less than a run wants, and more than its results need.
    await writeFile(join(disk.dir, 'filler'), Buffer.alloc(1_400_000));
    expect(await soak.closed).toBe(3);
    expect(soak.stderr()).toMatch(/aurora-gate: the disk of .* is full \(\d+ kB left\); make room/);
    const summary = await soak.readSummary();
    expect(summary.verdict.outcome).toBe('inconclusive');
    expect(summary.stop_reason).toMatch(/^run_complete: the disk of .* is full/);
    expect(summary.totals.responses).toBeGreaterThan(0);
    await expectNothingLeft(soak, ['k6', 'service', 'upstream']);
  });

  test('full to the last byte: the verdict is said, and what it lacks', async ({ skip }) => {
    await using disk = await mountDisk(rig.dir, 'full', 'size=2m');
    if (!disk) return skip(NO_MOUNT);
    const soak = await startSoak(rig.dir, { ...SHORT, DURATION_SECONDS: '300', OUTPUT_DIR: disk.dir });
    await soak.waitForRow('an answer', (row) => row.type === 'response');
    await writeFile(join(disk.dir, 'filler'), Buffer.alloc(2_000_000)).catch(() => {});
    expect(await soak.closed).toBe(3);
    expect(soak.stderr()).toMatch(/aurora-gate: the disk of .* is full/);
    expect(soak.stdout()).toContain('verdict: INCONCLUSIVE');
    await expectNothingLeft(soak, ['k6', 'service', 'upstream']);
  });

  test('read-only: one sentence, exit 2', async ({ skip }) => {
    await using disk = await mountDisk(rig.dir, 'read-only', 'ro');
    if (!disk) return skip(NO_MOUNT);
    const { code, stderr } = await runCommand('soak', ['--output-dir', disk.dir]);
    expect(stderr).toMatch(/OUTPUT_DIR=.*read-only.* cannot be written \(EROFS.*\); give a folder that can/);
    expect(code).toBe(2);
  });
});

test('a flood of violations: bounded files, the last fifty kept, and the one that the verdict points to', async () => {
  const bad = toAnswer(500, { 'content-type': 'text/plain' }, 'x'.repeat(20_000));
  await using front = await startFront((socket) => socket.end(bad));
  const { summary, files } = await rig.soak({
    ...SHORT,
    BASE: front.url,
    BASE_RPS: '120',
    DURATION_SECONDS: '6',
    // Nothing may end it: every answer of the whole run is a violation.
    MAX_5XX_RATE_5M: '1',
  });
  expect(summary.totals.http_5xx).toBe(summary.totals.responses);
  expect(summary.totals.http_5xx).toBeGreaterThan(200);
  expect(await readdir(files.failures)).toHaveLength(51);
  // Some 20 kB a sample, and about 50 samples a second in six seconds; a row of a call has under 1 kB.
  const mostBytes = 50 * 8 * 21_000 + summary.totals.responses * 1_000;
  expect((await stat(files.journal)).size).toBeLessThan(mostBytes);
});

test('an answer of 100 MB is judged, and its sample is cut', async () => {
  const huge = toAnswer(
    200,
    { 'content-type': 'application/json' },
    Buffer.concat([Buffer.from('{"request_id":"'), Buffer.alloc(100_000_000, 'a'), Buffer.from('"}')]),
  );
  await using front = await startFront((socket) => socket.end(huge));
  const soak = await startSoak(rig.dir, { ...SHORT, BASE: front.url, BASE_RPS: '1' });
  expect(await soak.closed).toBe(1);
  const summary = await soak.readSummary();
  expect(summary.stop_reason).toMatch(/^(schema_violation|answer_not_ours): /);
  const rows = await soak.rows();
  const sample = rows.find((row): row is RowOf<'failure'> => row.type === 'failure');
  expect(sample?.body).toHaveLength(65_536);
  expect((await stat(join(soak.dir, 'events.ndjson'))).size).toBeLessThan(1_000_000);
  await expectNothingLeft(soak, ['k6']);
});

test('a first answer without end is no service', async () => {
  await using front = await startFront((socket) => socket.end(), {
    onFirstLook(socket) {
      const more = Buffer.alloc(1_000_000, 'a');
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
      const pour = () => {
        while (!socket.destroyed && socket.write(more));
      };
      socket.on('drain', pour);
      pour();
    },
  });
  const { code, stderr } = await runCommand('soak', ['--base', front.url, '--output-dir', rig.dir]);
  expect(stderr).toMatch(/BASE=.* does not finish its answer .*a body of more than 8000000 bytes/);
  expect(code).toBe(2);
});

test('a service that accepts and never reads fails by its time-outs', async () => {
  await using front = await startFront((socket) => socket.pause());
  const soak = await startSoak(rig.dir, { ...SHORT, BASE: front.url, DURATION_SECONDS: '60' });
  expect(await soak.closed).toBe(1);
  const summary = await soak.readSummary();
  expect(summary.stop_reason).toMatch(/^transport_error/);
  expect(summary.totals.transport_errors).toBeGreaterThan(3);
  expect(summary.totals.responses).toBe(0);
  await expectNothingLeft(soak, ['k6']);
});
