// Both smokes against the real service with its defects, and against servers that are no such service.

import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult, Smoke } from '../../lib/core/smoke/flow.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { runSmoke, type SmokeOptions } from '../../lib/node/smoke/run-smoke.ts';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { SMOKE_DEFECTS } from '../../services/aurora/reference/defects/families/smoke-defects.ts';
import { SMOKE as RECO_GATES } from '../../services/aurora/smoke/reco-gates.ts';
import { SMOKE as RUNTIME } from '../../services/aurora/smoke/runtime.ts';
import { AURORA, runCommand } from '../running/rig.ts';

let root = '';
let upstream: Service;
let bff: Service;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aurora-smoke-'));
  upstream = (await startUpstream(AURORA, join(root, 'stack.log')))!;
  bff = await startService(AURORA, {
    upstreamUrl: upstream.url,
    defects: '',
    logFile: join(root, 'stack.log'),
  });
});
afterAll(async () => {
  await bff.child.stop();
  await upstream.child.stop();
  await rm(root, { recursive: true, force: true });
});

const OPTIONS: SmokeOptions = {
  base: '',
  variant: 'all',
  timeoutMs: 5_000,
  origin: 'https://aurora.pivota.cc',
  defects: '',
  junit: '',
  without: [],
};
const IO = { onProgress: () => {}, stop: new AbortController().signal };
const BOTH: Smoke = { ...RUNTIME, name: 'smoke', flows: [...RUNTIME.flows, ...RECO_GATES.flows] };

/** Every check of both smokes that one service does not pass, in one language. */
async function listNotHeld(base: string, variant: 'EN' | 'CN' = 'EN'): Promise<readonly CheckResult[]> {
  const { checks } = await runSmoke(AURORA, BOTH, { ...OPTIONS, base, variant }, IO);
  return checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'inconclusive');
}

async function withServer<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).finally(() => {
    server.closeAllConnections();
    server.close();
  });
}

const seen = new Set<string>();

/** What each defect must break, and nothing else. */
const BROKEN: Readonly<Record<string, readonly string[]>> = {
  database_lost: ['health.db_ready'],
  events_take_anything: ['events.no_source', 'events.no_events', 'events.too_many', 'events.bad_event'],
  events_refused: ['events.taken', 'events.taken_50'],
  origin_refused: ['cors.origin'],
  profile_forgotten: ['memory.back_remembered'],
  profile_of_another: ['memory.new_no_profile', 'memory.back_remembered', 'memory.other_no_profile'],
  diagnosis_skipped: ['diagnosis_first.no_sale', 'safety_without_profile.no_recommendations'],
  diagnosis_with_offers: ['diagnosis_first.no_sale'],
  diagnosis_without_chips: ['diagnosis_first.chips'],
  artifact_gate_open: ['artifact_gate.no_sale', 'artifact_missing.no_recommendations'],
  photo_code_unknown: [
    'photo_forced_fail.analysis',
    'photo_forced_fail.photo_not_claimed',
    'low_confidence.analysis',
  ],
  photo_claimed: ['photo_forced_fail.photo_not_claimed'],
  'photo_notice_missing;photo_url_4xx': ['photo_usable.photo_told'],
  'photo_code_unknown;photo_url_4xx': [
    'photo_usable.analysis',
    'photo_usable.photo_told',
    'photo_forced_fail.analysis',
    'photo_forced_fail.photo_not_claimed',
    'low_confidence.analysis',
    'medium_high_photo.analysis',
  ],
  safety_with_recommendations: [
    'safety.red_flag_chat',
    'safety.no_recommendations',
    'safety_block.red_flag_chat',
    'safety_block.no_recommendations',
  ],
  low_med_leak_en: [
    'no_photo.reco_chat',
    'no_photo.no_treatment',
    'low_confidence.reco_chat',
    'low_confidence.no_treatment',
    'medium_high.reco_chat',
    'medium_high.no_treatment',
  ],
  // The photo failing on its way to recommendations, and a leak of a treatment on top.
  'photo_url_4xx;low_med_leak_en': [
    'no_photo.reco_chat',
    'no_photo.no_treatment',
    'photo_usable.reco_chat',
    'low_confidence.reco_chat',
    'low_confidence.no_treatment',
    'medium_high.reco_chat',
    'medium_high.no_treatment',
    'medium_high_photo.reco_chat',
    'medium_high_photo.no_treatment',
  ],
};

describe('a defect breaks its checks, and no others', () => {
  test.each(Object.entries(BROKEN))('%s', async (defects, ids) => {
    await fetch(`${bff.url}/__defects`, { method: 'PUT', body: defects });
    const broken = await listNotHeld(bff.url);
    for (const { id } of broken) seen.add(id);
    expect(broken.map(({ id }) => id)).toEqual(ids);
    expect(broken.filter(({ part }) => part === undefined)).toEqual([]);
    // Nothing of the service's own words looks like a secret: a finding is as readable as before it was masked.
    expect(JSON.stringify(broken)).not.toContain('***');
  });

  test('each of the smoke has its row', () => {
    const named = Object.keys(BROKEN).join(';').split(';');
    expect(Object.keys(SMOKE_DEFECTS).filter((id) => !named.includes(id))).toEqual([]);
  });
});

test('a service whose gates are all open, and one that says {} to everything, leave no check unbroken', async () => {
  const hostile =
    (body: string): RequestListener =>
    (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    };
  for (const body of [
    '{}',
    'null',
    '[]',
    '{"cards":[{"type":"confidence_notice","payload":{"reason":"artifact_missing"}}]}',
  ]) {
    for (const { id } of await withServer(hostile(body), listNotHeld)) seen.add(id);
  }
  await fetch(`${bff.url}/__defects`, { method: 'PUT', body: '' });
  const { checks } = await runSmoke(AURORA, BOTH, { ...OPTIONS, base: bff.url, variant: 'EN' }, IO);
  const judged = checks.filter(({ outcome }) => outcome !== 'skipped');
  expect(judged.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
  expect(judged.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
});

describe('what is in the way', () => {
  test('a refusal in front of the service is no failure of it', async () => {
    const refuse: RequestListener = (_, response) => response.writeHead(403).end('<h1>Forbidden</h1>');
    const checks = await withServer(refuse, listNotHeld);
    expect(new Set(checks.map(({ outcome }) => outcome))).toEqual(new Set(['inconclusive']));
  });

  test('an upstream that is away: what rests on it is inconclusive, the rest is judged', async () => {
    const alone = await startService(AURORA, {
      upstreamUrl: `http://127.0.0.1:${await findFreePort()}`,
      defects: '',
      logFile: join(root, 'stack.log'),
    });
    const options = { ...OPTIONS, base: alone.url, variant: 'EN' };
    const healthy = await runSmoke(AURORA, BOTH, options, IO);
    // What must not be there is broken with an upstream or without.
    await fetch(`${alone.url}/__defects`, { method: 'PUT', body: 'safety_with_recommendations' });
    const leaking = await runSmoke(AURORA, BOTH, options, IO).finally(() => alone.child.stop());

    expect([healthy.outcome, healthy.exit_code]).toEqual(['inconclusive', 3]);
    const list = (outcome: string) => healthy.checks.filter((check) => check.outcome === outcome);
    expect(list('fail')).toEqual([]);
    // That the calls were answered is told, and no check of what the answers say.
    const resting = ['no_photo', 'photo_usable', 'low_confidence', 'medium_high', 'medium_high_photo'];
    const held = list('pass').map(({ id }) => id);
    expect(held.filter((id) => resting.includes(id.split('.')[0] ?? ''))).toEqual([
      'no_photo.analysis',
      'no_photo.reco_chat',
      'photo_usable.photo_upload',
      'photo_usable.confirmed',
      'photo_usable.analysis',
      'photo_usable.reco_chat',
      'low_confidence.reco_chat',
      'medium_high.reco_chat',
      'medium_high_photo.reco_chat',
    ]);
    expect(new Set(list('inconclusive').map(({ id }) => id.split('.')[0]))).toEqual(new Set(resting));
    expect(leaking.checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id)).toEqual([
      'safety.red_flag_chat',
      'safety.no_recommendations',
      'safety_block.red_flag_chat',
      'safety_block.no_recommendations',
    ]);
  });

  test('a proxy that answers in its place: one call is broken, what builds on it is inconclusive', async () => {
    const page = '<html><h1>503 Service Temporarily Unavailable</h1></html>';
    const proxy: RequestListener = (request, response) => {
      request.resume();
      response.writeHead(503, { 'content-type': 'text/html', 'retry-after': '5' }).end(page);
    };
    const checks = await withServer(proxy, listNotHeld);
    const broken = checks.filter(({ outcome }) => outcome === 'fail');
    expect(new Set(broken.map(({ part }) => part))).toEqual(new Set([page]));
    const flows = broken.map(({ id }) => id.split('.')[0]);
    const repeated = flows.filter((flow, i) => flows.indexOf(flow) < i);
    expect(new Set(repeated)).toEqual(new Set(['health', 'events']));
  });

  test('a service that hangs fails', async () => {
    const base = { ...OPTIONS, timeoutMs: 100, variant: 'EN' };
    const { outcome } = await withServer(
      () => {},
      (url) => runSmoke(AURORA, RUNTIME, { ...base, base: url }, IO),
    );
    expect(outcome).toBe('fail');
  });
});

describe('as a command', () => {
  test('the embedded service passes, photo store failures included, and JUnit is written', async () => {
    const file = join(root, 'new folder', 'smoke.xml');
    const { code, stdout } = await runCommand('smoke', ['--lang', 'CN', '--junit', file]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('runtime smoke: PASS')]);
    expect(stdout).toMatch(/✓ {2}photo_url_expired\.failure_code +CN/);
    expect(await readFile(file, 'utf8')).toContain('name="photo_url_expired.failure_code"');
  });

  test('a broken gate is 1, with the part of the body that shows it', async () => {
    const { code, stdout } = await runCommand('smoke:reco-gates', [
      '--defects',
      'artifact_gate_open',
      '--json',
    ]);
    const broken = JSON.parse(stdout).checks.filter(({ outcome }: CheckResult) => outcome === 'fail');
    expect(code).toBe(1);
    expect(broken.map(({ id, variant }: CheckResult) => `${id} ${variant}`)).toEqual([
      'artifact_missing.no_recommendations EN',
      'artifact_missing.no_recommendations CN',
    ]);
    expect(broken[0].part).toHaveProperty('name');
  });

  test('a deployment without a database says so, and passes with that left out', async () => {
    const file = join(root, 'without.xml');
    const args = ['--lang', 'EN', '--without', 'db', '--defects', 'database_lost', '--junit', file];
    const { code, stdout } = await runCommand('smoke', args);
    expect(stdout).toMatch(/– {2}health\.db_ready +EN {2}left out: db\n/);
    expect(stdout).toMatch(/runtime smoke: PASS .* 1 skipped, 1 left out/);
    expect(code).toBe(0);
    expect(await readFile(file, 'utf8')).toMatch(/<skipped message="left out: db /);
  });

  test('a part that is there all the same is remarked on', async () => {
    const options = { ...OPTIONS, base: bff.url, variant: 'EN', without: ['db'] };
    await fetch(`${bff.url}/__defects`, { method: 'PUT', body: '' });
    const { checks } = await runSmoke(AURORA, RUNTIME, options, IO);
    expect(checks.find(({ id }) => id === 'health.db_ready')).toMatchObject({
      outcome: 'left_out',
      because: 'left out: db; it is there all the same',
    });
  });

  test.each([
    [
      ['--without', 'rolout'],
      'WITHOUT=rolout: give a list out of db, rollout, catalog (Did you mean rollout?)',
    ],
    [['--service', 'example', '--without', 'db'], 'example names no part that a deployment may lack'],
    [['--base', 'http://127.0.0.1:1'], 'cannot be reached'],
    [['--defects', 'no_such_defect'], 'no_such_defect'],
  ])('%j is 2 and says why', async (args, said) => {
    const { code, stderr } = await runCommand('smoke', args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});
