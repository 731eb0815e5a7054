// Faults between k6 and the service: what they explain is counted apart, what they do not is still a fault.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OptionValues } from '../../lib/core/options/option.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { toServiceSchemas } from '../../schemas/formats.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { createFaultFinder } from '../formats/own-files.ts';
import { AURORA, createRig, type Rig, runCommand } from '../running/rig.ts';
import { readRows } from '../runs/journal-rows.ts';

const findFault = createFaultFinder(toServiceSchemas(SERVICE));

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** Six seconds at baseline, twelve with faults, six at baseline. */
const EDGE: OptionValues = {
  CHAOS: 'edge',
  DURATION_SECONDS: '24',
  CYCLE_MIN: '0.4',
  CHAOS_OFFSET_MIN: '0.1',
  CHAOS_WINDOW_MIN: '0.2',
  SPIKE_DURATION_SEC: '0',
  SPIKE_OFFSET_MIN: '0.39',
  BASE_RPS: '6',
  CHAOS_RPS: '8',
  SEED: '5',
};

test('what the faults explain is counted apart: a truncated body is lost, and no broken contract', async () => {
  const { summary, files } = await rig.soak({ ...EDGE, TOXIPROXY_MODES: 'reset,limit_data,down' });
  expect(summary.verdict, summary.verdict.because).toMatchObject({ outcome: 'pass' });
  expect(summary.chaos).toBe('edge');
  expect(summary.chaos_windows).toMatchObject(
    ['reset', 'limit_data', 'down'].map((mode) => ({ mode, effect: 'shown', healed: true })),
  );
  expect(summary.totals).toMatchObject({ transport_errors: 0, schema_violations: 0 });
  expect(summary.totals.edge_losses).toBeGreaterThan(50);
  expect(summary.totals.edge_losses).toBeLessThan(summary.totals.edge_calls);

  expect(findFault('summary.v2', JSON.parse(await readFile(files.summary, 'utf8')))).toBe('');
  const rows = await readRows(files.journal);
  expect(rows.map((row) => findFault('event.v2', row)).filter(Boolean)).toEqual([]);
  const calls = rows.flatMap((row) => (row.type === 'response' ? [row] : []));
  expect(new Set(calls.map(({ edge_fault }) => edge_fault))).toEqual(
    new Set([undefined, 'reset', 'limit_data', 'down']),
  );
  expect(rows.filter((row) => row.type === 'failure')).toEqual([]);
});

describe('what they do not explain is a fault', () => {
  test.each<[string, OptionValues, RegExp]>([
    [
      'calls lost at baseline, or under a fault that only slows',
      { TOXIPROXY_MODES: 'latency', DEFECTS: 'connection_reset,rate=0.2' },
      /^transport_error/,
    ],
    [
      'more calls lost than a reset of one in ten costs',
      { TOXIPROXY_MODES: 'reset', DEFECTS: 'connection_reset,rate=0.5,header=x-trace-id:_chaos_' },
      /^edge_losses_explained: reset explains \d+ of \d+ calls, \d+ were lost$/,
    ],
    [
      'a broken promise in an answer that got through',
      { TOXIPROXY_MODES: 'reset', DEFECTS: 'safety_with_recommendations,header=x-trace-id:_chaos_' },
      /^safety_with_recommendations/,
    ],
    [
      'a broken contract in an answer that got through',
      { TOXIPROXY_MODES: 'limit_data,reset', DEFECTS: 'truncated_json,header=x-trace-id:_chaos_' },
      /^schema_violation/,
    ],
  ])('%s', async (_, values, because) => {
    const { summary } = await rig.soak({ ...EDGE, ...values });
    expect(summary.verdict.outcome).toBe('fail');
    expect(summary.verdict.because).toMatch(because);
    for (const { healed } of summary.chaos_windows) expect(healed).toBe(true);
  });
});

test('over TLS a reset in the handshake is tried once more, and the certificate is still the right one', async () => {
  const [key, cert] = [join(rig.dir, 'key.pem'), join(rig.dir, 'cert.pem')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
  ]);
  const log = join(rig.dir, 'stack.log');
  const upstream = (await startUpstream(AURORA, log))!;
  const bff = await startService(AURORA, { upstreamUrl: upstream.url, defects: '', logFile: log });
  const port = await findFreePort();
  const front = createServer({ key: await readFile(key), cert: await readFile(cert) }, (socket) => {
    const behind = connect(Number(new URL(bff.url).port), '127.0.0.1');
    socket.on('error', () => behind.destroy()).pipe(behind);
    behind.on('error', () => socket.destroy()).pipe(socket);
  });
  front.on('tlsClientError', () => {}).listen(port, '127.0.0.1');
  try {
    const { code, stdout, stderr } = await runCommand('soak', ['--base', `https://localhost:${port}`], {
      ...EDGE,
      TOXIPROXY_MODES: 'reset',
      TOXICS: 'reset.toxicity=0.5',
      OUTPUT_DIR: rig.dir,
      NODE_EXTRA_CA_CERTS: cert,
      SSL_CERT_FILE: cert,
    });
    expect(code, stdout + stderr).toBe(0);
    const dir = stdout.trimEnd().split('\n').at(-1)?.trim() ?? '';
    const { totals } = JSON.parse(await readFile(join(dir, 'summary.json'), 'utf8')) as Summary;
    expect(totals.transport_retries).toBeGreaterThan(20);
    // Both draws must strike for a call to be lost: a quarter, where without a second try it would be a half.
    expect(totals.edge_losses).toBeLessThan(totals.edge_calls * 0.4);
    expect(totals.edge_losses).toBeGreaterThan(0);
    expect(totals.transport_errors).toBe(0);
  } finally {
    front.close();
    await bff.child.stop();
    await upstream.child.stop();
  }
});
