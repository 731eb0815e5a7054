// Both processes for real: started on free ports, one journey through them, and every way to end one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { PROFILE, RECO_CHAT } from './rig.ts';

const running = new Set<ChildProcess>();
afterEach(async () => {
  const exits = [...running].map((child) => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    return exit;
  });
  await Promise.all(exits);
});

type Program = 'bff' | 'upstream';

function spawnProgram(program: Program, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const file = fileURLToPath(new URL(`./${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk) => {
      output[name] += chunk;
    });
  }
  // 'close' comes after the last byte of output, 'exit' may not.
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return { code, signal, ...output };
  });
  return { child, ended, output };
}

async function startProgram(program: Program, args: readonly string[], env?: NodeJS.ProcessEnv) {
  const started = spawnProgram(program, ['--port', '0', ...args], env);
  const line = await Promise.race([
    once(started.child.stdout, 'data').then(([chunk]) => String(chunk)),
    started.ended.then(({ stderr }) => {
      throw new Error(`${program} ended early: ${stderr}`);
    }),
  ]);
  return { ...started, base: (JSON.parse(line) as { listening: string }).listening };
}

const post = (url: string, body: unknown) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-aurora-uid': 'u', 'x-lang': 'CN' },
    body: JSON.stringify(body),
  });

describe('the two processes', { timeout: 30_000 }, () => {
  it('serve a journey, and end on SIGTERM and with their parent', async () => {
    const upstream = await startProgram('upstream', [
      '--delay-ms',
      '0',
      '--jitter-ms',
      '0',
      '--exit-with-parent',
    ]);
    const bff = await startProgram('bff', [], { AURORA_DECISION_BASE_URL: upstream.base });
    await post(`${bff.base}/v1/profile/update`, PROFILE);
    await post(`${bff.base}/v1/analysis/skin`, { use_photo: false, currentRoutine: 'AM cleanser' });
    const reco = (await (await post(`${bff.base}/v1/chat`, RECO_CHAT)).json()) as {
      cards: { type: string }[];
    };
    expect(reco.cards.map(({ type }) => type)).toEqual([
      'recommendations',
      'ingredient_plan',
      'confidence_notice',
    ]);
    const metrics = await (await fetch(`${upstream.base}/metrics`)).text();
    expect(metrics).toContain('aurora_decision_requests_total{mode="healthy"} 2');

    // A call in flight must not keep either of them: hang the upstream and leave a question open.
    await fetch(`${upstream.base}/__mode`, { method: 'PUT', body: 'hang' });
    const open = post(`${bff.base}/v1/chat`, RECO_CHAT).then(
      () => 'answered',
      () => 'cut',
    );
    const inFlight = async () => (await fetch(`${bff.base}/metrics`)).text();
    await expect.poll(inFlight).toContain('aurora_skin_upstream_in_flight 1');
    bff.child.kill('SIGTERM');
    expect(await bff.ended).toMatchObject({ code: 0, stderr: '', stdout: `{"listening":"${bff.base}"}\n` });
    expect(await open).toBe('cut');
    upstream.child.stdin.end();
    expect(await upstream.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('resets and cuts on a real socket', async () => {
    const bff = await startProgram('bff', [
      '--upstream',
      'http://127.0.0.1:9',
      '--defects',
      'connection_reset',
    ]);
    const call = () => post(`${bff.base}/v1/profile/update`, PROFILE).then((response) => response.text());
    const causeOf = (error: Error & { cause?: { code?: string } }) => error.cause?.code;
    expect(await call().catch(causeOf)).toBe('ECONNRESET');
    await fetch(`${bff.base}/__defects`, { method: 'PUT', body: 'body_cut_off' });
    expect(await call().catch((error: Error) => error.message)).toBe('terminated');
    await fetch(`${bff.base}/__defects`, { method: 'PUT', body: '' });
    expect(await call()).toContain('"profile"');
    bff.child.kill('SIGINT');
    expect(await bff.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('ends with 2 and one sentence on a mistake', async () => {
    const args = ['--upstream', 'http://127.0.0.1:9', '--defects', 'no_such_defect'];
    const { code, stdout, stderr } = await spawnProgram('bff', args).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^bff: the defect "no_such_defect" is not known; .*schema_extra_root_key.*\n$/);
  });

  it('says so when the port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const { code, stderr } = await spawnProgram('upstream', ['--port', String(port)]).ended;
    holder.close();
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^upstream: port ${port} on 127.0.0.1 is taken; .*\n$`));
  });
});
