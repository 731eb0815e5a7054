// The load machine's own troubles are its own: told with the remedy, inconclusive or exit 2, and never held against the service.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { AURORA, createRig, type Rig, runCommand, SHORT, toNodeArgs } from '../running/rig.ts';
import { expectNothingLeft, startSoak } from '../running/soak.ts';

let rig: Rig;
let upstream: Service;
let bff: Service;
beforeAll(async () => {
  rig = await createRig();
  const logFile = join(rig.dir, 'stack.log');
  upstream = (await startUpstream(AURORA, logFile))!;
  bff = await startService(AURORA, { upstreamUrl: upstream.url, defects: '', logFile });
});
afterAll(async () => {
  await bff.child.stop();
  await upstream.child.stop();
  await rig[Symbol.asyncDispose]();
});

describe('certificates', () => {
  let front: Server;
  const open = new Set<TLSSocket>();
  let base: string;
  let cert: string;
  const createPair = async () => {
    const { private: key, cert: pem } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    return { key, cert: pem };
  };
  beforeAll(async () => {
    const pair = await createPair();
    cert = join(rig.dir, 'cert.pem');
    await writeFile(cert, pair.cert);
    front = createServer(pair, (socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      const behind = connect(Number(new URL(bff.url).port), '127.0.0.1');
      socket.on('error', () => behind.destroy()).pipe(behind);
      behind.on('error', () => socket.destroy()).pipe(socket);
    });
    front.on('tlsClientError', () => {}).listen(0, '127.0.0.1');
    await once(front, 'listening');
    base = `https://localhost:${(front.address() as { port: number }).port}`;
  });
  afterAll(() => void front.close());
  const soakOnce = (env: Readonly<Record<string, string>>) =>
    runCommand('soak', ['--once', '--base', base, '--output-dir', rig.dir], env);

  test('that Node is given reach k6, beside those of the system', async () => {
    const { code, stdout, stderr } = await soakOnce({ NODE_EXTRA_CA_CERTS: cert });
    expect(code, stdout + stderr).toBe(0);
  });

  test('that are not trusted end the run before it starts, with the remedy', async () => {
    const { code, stderr } = await soakOnce({});
    expect(stderr).toMatch(/BASE=https:.* cannot be called from here \(self-signed .*NODE_EXTRA_CA_CERTS/);
    expect(code).toBe(2);
  });

  test.each([
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /NODE_TLS_REJECT_UNAUTHORIZED=0: .*NODE_EXTRA_CA_CERTS/],
    [{ NODE_EXTRA_CA_CERTS: '/nowhere.pem' }, /NODE_EXTRA_CA_CERTS=\/nowhere.pem cannot be read \(ENOENT\)/],
  ])('%j is refused', async (env, sentence) => {
    const { code, stderr } = await soakOnce(env);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });

  test('that change in the middle of a run end it, and nothing is said against the service', async () => {
    const run = await startSoak(rig.dir, {
      ...SHORT,
      DURATION_SECONDS: '60',
      BASE: base,
      NODE_EXTRA_CA_CERTS: cert,
      // Connections that are cut for the new certificate may take a call with them.
      MAX_TRANSPORT_ERRORS: '100',
      MAX_TRANSPORT_ERROR_RATE_5M: '0.5',
    });
    await run.waitForRow('an answer', (row) => row.type === 'response');
    front.setSecureContext(await createPair());
    for (const socket of open) socket.destroy();
    expect(await run.closed).toBe(3);
    const { verdict, totals, status, stop_reason } = await run.readSummary();
    expect(verdict.because).toMatch(
      /^calls_sent: .* because this machine does not trust the certificate of the other side; give its CA/,
    );
    expect([status, stop_reason]).toEqual(['stopped', expect.stringMatching(/^calls_sent: /)]);
    expect(totals.calls_unsent).toBeGreaterThanOrEqual(10);
    expect(totals.http_5xx + totals.schema_violations).toBe(0);
    await expectNothingLeft(run, ['k6']);
  });
});

describe('connections that are turned away', () => {
  /** A front with TLS that closes each connection after its answer, and resets as many new ones as a test asks for. */
  const startFront = async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const ca = join(rig.dir, 'front.pem');
    await writeFile(ca, cert);
    const front = createHttpsServer({ key, cert }, (req, res) => {
      const { hostname, port } = new URL(bff.url);
      const behind = request({ hostname, port, path: req.url, method: req.method, headers: req.headers });
      behind.on('response', (answer) => {
        res.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' });
        answer.pipe(res);
      });
      req.pipe(behind);
    });
    let left = 0;
    let atMs = 0;
    front.on('connection', (socket: Socket) => {
      // The second try comes after 200 ms, and goes well.
      if (left === 0 || performance.now() - atMs < 400) return;
      left--;
      atMs = performance.now();
      socket.resetAndDestroy();
    });
    front.on('tlsClientError', () => {}).listen(0, '127.0.0.1');
    await once(front, 'listening');
    const base = `https://localhost:${(front.address() as AddressInfo).port}`;
    return { base, ca, turnAway: (count: number) => (left = count), close: () => front.close() };
  };

  test.each([
    [0, 0, 'pass'],
    [6, 3, 'inconclusive'],
  ])('%i of them in the handshake, each answered at the second try: exit code %i', async (times, code, outcome) => {
    const front = await startFront();
    const run = await startSoak(rig.dir, {
      ...SHORT,
      BASE_RPS: '8',
      BASE: front.base,
      NODE_EXTRA_CA_CERTS: front.ca,
    });
    await run.waitForRow('an answer', (row) => row.type === 'response');
    front.turnAway(times);
    expect(await run.closed).toBe(code);
    front.close();
    const { verdict, totals } = await run.readSummary();
    expect(verdict.outcome, verdict.because).toBe(outcome);
    expect([totals.transport_retries, totals.transport_errors]).toEqual([times, 0]);
    if (times > 0)
      expect(verdict.because).toMatch(/^transport_error_rate_5m: .*6 calls were reset while connecting/);
    await expectNothingLeft(run, ['k6']);
  });
});

/** Users enough that a limit which they reach is far above what the start of a command takes. */
const BUSY = { ...SHORT, BASE_RPS: '24' };

/** `npm run soak` under a limit that it cannot raise. */
const soakUnder = async (files: number, args: readonly string[]) => {
  const command = [process.execPath, ...toNodeArgs('soak'), '--output-dir', rig.dir, ...args];
  const limited = `ulimit -n ${files}; exec "$@"`;
  return promisify(execFile)('sh', ['-c', limited, 'sh', ...command], {
    env: { ...process.env, ...BUSY },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
};

describe('file descriptors', () => {
  test('too few to start with are told with the remedy', async () => {
    const { code, stderr } = await soakUnder(32, ['--base', bff.url]);
    expect(stderr).toMatch(/^aurora-gate: it broke off: EMFILE.*; raise `ulimit -n`/);
    expect(code).toBe(2);
  });

  test('too few for the plan are told beforehand, with figures', async () => {
    const { code, stderr } = await soakUnder(149, ['--base', bff.url]);
    expect(stderr).toMatch(
      /ulimit -n is 149: this plan needs \d+ file descriptors, for \d+ users at once; raise it/,
    );
    expect(code).toBe(2);
  });

  test('that run out since the service is slow are nothing against it', async () => {
    const put = (body: string) => fetch(`${bff.url}/__defects`, { method: 'PUT', body });
    await put('slow,ms=4000');
    const { code, stdout, stderr } = await soakUnder(152, ['--base', bff.url]).finally(() => put(''));
    expect(stdout, stderr).toContain('because this machine had no file descriptors left; raise `ulimit -n`');
    expect(stdout).toContain('verdict: INCONCLUSIVE');
    expect(code).toBe(3);
  });
});
