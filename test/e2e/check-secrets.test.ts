// Each short check against a service full of secrets: none of them is in what it prints, writes or posts, k6's smoke included.
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildScenarios, toBundlePath } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { LEAKY_BODY, LEAKY_HEADERS, LEAKY_LINE, listLeaked, SECRETS } from '../aurora/leaks.ts';
import { AURORA, runCommand, runProgram, SHORT } from '../running/rig.ts';

const ADMIN_KEY = 'leak-admin-key-7f3a91';

let root = '';
let k6 = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aurora-secrets-'));
  await buildScenarios(AURORA, ['smoke']);
  k6 = await ensureTool('k6', { onProgress: () => {} });
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** How the service answers all but the release gate's first look and the counters of the prewarm. */
const WAYS: Readonly<Record<string, RequestListener>> = {
  'in an answer that breaks its contract': (_, response) =>
    response.writeHead(200, LEAKY_HEADERS).end(JSON.stringify(LEAKY_BODY)),
  'in half an error': (_, response) =>
    response.writeHead(500, LEAKY_HEADERS).end(JSON.stringify(LEAKY_BODY).slice(0, 150)),
  'in a refusal that leads elsewhere': (_, response) =>
    response.writeHead(302, LEAKY_HEADERS).end(`<a href="${LEAKY_HEADERS.location}">moved</a>`),
  'in what is no HTTP': (request) => request.socket.end(LEAKY_LINE),
};

interface Leaky extends AsyncDisposable {
  readonly base: string;
  /** Bodies that were posted to /webhook. */
  readonly posted: readonly string[];
}

async function startLeaky(answer: RequestListener): Promise<Leaky> {
  const posted: string[] = [];
  let prefetches = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = request.url ?? '';
    const toJson = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path === '/webhook') {
      posted.push(body);
      response.end();
    } else if (request.headers['x-aurora-uid']?.includes('preflight')) {
      toJson({ cards: [] });
    } else if (path.startsWith('/v1/ops/')) {
      prefetches += 2;
      const counts = { total: prefetches, ok: 0, non_200: prefetches, failed: 0 };
      const error = `token=${SECRETS.odd} and ${SECRETS.jwt}, your key was ${ADMIN_KEY}`;
      const runtime = {
        totals: counts,
        by_reason: { aurora_gate_prewarm: counts },
        last_prefetch: { error },
      };
      toJson({ ok: true, result: {}, data: { config: { hotset_size: 2 }, runtime } });
    } else answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://${SECRETS.user}:${SECRETS.base}@127.0.0.1:${port}`,
    posted,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function readAll(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))).join(
    '\n',
  );
}

type Run = (base: string, dir: string) => ReturnType<typeof runCommand>;
const OWN = 'AURORA_ROLLOUT_PROBE_';
const KEY = 'AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY';

const RUNS: Readonly<Record<string, Run>> = {
  'smoke as JSON and JUnit': (BASE, dir) =>
    runCommand('smoke', ['--json', '--junit', join(dir, 'junit.xml')], { BASE }),
  'reco gates': (BASE) => runCommand('smoke:reco-gates', [], { BASE }),
  'smoke in k6': (BASE, dir) =>
    runProgram(k6, ['run', toBundlePath('smoke', AURORA)], { BASE, OUTPUT_DIR: dir }),
  probe: (base, dir) =>
    runCommand('probe', ['--samples', '2', '--retry-count', '0', '--fail-on-high'], {
      [`${OWN}BASE`]: base,
      [`${OWN}OUT_DIR`]: dir,
      [`${OWN}ALERT_WEBHOOK_URL`]: `${base.replace(/\/\/.*@/, '//')}/webhook`,
    }),
  regression: (AURORA_BASE_URL, dir) =>
    runCommand('regression', ['--formal-rounds', '1', '--prewarm', '--out-dir', dir], {
      AURORA_BASE_URL,
      [KEY]: ADMIN_KEY,
    }),
  prewarm: (AURORA_BASE_URL, dir) =>
    runCommand('prewarm', ['--out-dir', dir], { AURORA_BASE_URL, [KEY]: ADMIN_KEY }),
  'release gate': (BASE, dir) => runCommand('release-gate', [], { ...SHORT, BASE, OUTPUT_DIR: dir }),
};

describe.each(Object.entries(WAYS))('%s', (_, way) => {
  test.each(Object.entries(RUNS))('%s', async (_, run) => {
    await using leaky = await startLeaky(way);
    const dir = await mkdtemp(join(root, 'run-'));
    const { code, stdout, stderr } = await run(leaky.base, dir);
    const told = [stdout, stderr, await readAll(dir), ...leaky.posted].join('\n');
    expect(listLeaked(told)).toEqual([]);
    expect(told).not.toContain(ADMIN_KEY);
    // It did see and say something: a run that ends before its first call leaks nothing either.
    expect(code).toBeGreaterThan(0);
    expect(told).toMatch(/FAIL|HIGH|INCONCLUSIVE|"outcome": "fail"|cannot be reached/);
  });
});
