// What cannot be used is one sentence that names the culprit and the remedy, exit 2, and nothing is left running.

import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIVE } from '../../lib/core/options/live-options.ts';
import { listEnvNames, listFlags } from '../../lib/core/options/option.ts';
import { writeValidators } from '../../lib/node/build/validators.ts';
import { CHAOS, JUDGE, toSoakCommand, UP } from '../../lib/node/cli/commands.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { PROBE } from '../../services/aurora/probe/options.ts';
import { AURORA, createRig, type Rig, runCommand, runProgram } from '../running/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

async function withServer<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return work(`http://127.0.0.1:${port}`).finally(() => {
    server.closeAllConnections();
    server.close();
  });
}

const soak = (args: readonly string[]) => runCommand('soak', ['--output-dir', rig.dir, ...args]);

describe('options', () => {
  test.each([
    [['--bas-rps', '3'], "unknown option '--bas-rps' (Did you mean --base-rps?)"],
    [['--base-rps', 'many'], 'BASE_RPS=many: give a number from 0.01 to 1000'],
    [['--duration-hours', '0'], 'DURATION_HOURS=0: give a number from'],
    [['--profile', 'weekly'], 'PROFILE=weekly: give one of quick, dry, gate, soak24'],
    [['--toxiproxy-modes', 'latency,rain'], 'TOXIPROXY_MODES=latency,rain: give a list out of'],
    [
      ['--toxics', 'latency.latncy=3'],
      'TOXICS: latency.latncy=3: latency takes latency, jitter, toxicity, stream',
    ],
    [['--toxics', 'latency.latency=10'], 'TOXICS: latency would slow calls by -95 ms'],
    [['--toxics', 'latency.latency=10', '--toxics', 'rain.mm=3'], 'TOXICS: rain.mm=3: give a fault out of'],
    [['--base', 'localhost'], 'BASE=localhost: give an address like'],
    [['--base', 'http://127.0.0.1:1', '--toxiproxy-enabled', 'true'], 'TOXIPROXY_UPSTREAM is empty'],
    [['--spike-offset-min', '0.3'], 'SPIKE_OFFSET_MIN: the spike overlaps the chaos window'],
    [['--output-dir', '/dev/null/results'], 'OUTPUT_DIR=/dev/null/results cannot be written'],
    [['--defects', 'no_such_thing', '--toxiproxy-enabled', 'false'], 'the embedded bff ended with 2'],
  ])('%j', async (args, sentence) => {
    const { code, stderr } = await soak(args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});

describe('a base that is not the service', () => {
  test('refuses connections', async () => {
    const { code, stderr } = await soak(['--base', 'http://127.0.0.1:1']);
    expect(stderr).toMatch(/BASE=http:\/\/127\.0\.0\.1:1 does not answer .*; start the service/);
    expect(code).toBe(2);
  });

  test.each<[string, RequestListener, RegExp]>([
    [
      'redirects',
      (_, res) => res.writeHead(301, { location: 'http://127.0.0.1/elsewhere' }).end(),
      /redirects to http:\/\/127\.0\.0\.1\/elsewhere/,
    ],
    [
      'answers HTML',
      (_, res) => res.setHeader('content-type', 'text/html').end('<p>hello</p>'),
      /something that is not JSON \(text\/html\)/,
    ],
    [
      'is another service',
      (_, res) => res.setHeader('content-type', 'application/json').end('{"ok":true}'),
      /answers, and not as aurora does, so it is not this service/,
    ],
  ])('%s', async (_, listener, sentence) => {
    await withServer(listener, async (url) => {
      const { code, stderr } = await soak(['--base', url]);
      expect(stderr).toMatch(sentence);
      expect(code).toBe(2);
    });
  });
});

describe('a port that is taken names its variable', () => {
  test.each([
    ['K6_ADDRESS', (host: string) => ['--k6-address', host]],
    ['TOXIPROXY_API_URL', (host: string) => ['--toxiproxy-api-url', `http://${host}`]],
    ['TOXIPROXY_LISTEN', (host: string) => ['--toxiproxy-listen', host]],
  ] as const)('%s', async (name, toArgs) => {
    await withServer(
      (_, res) => res.writeHead(404).end(),
      async (url) => {
        const { code, stderr } = await soak(toArgs(new URL(url).host));
        expect(stderr).toContain(name);
        expect(code).toBe(2);
      },
    );
  });
});

test('a contract that is no JSON Schema is named', async () => {
  const file = join(rig.dir, 'chat.v1.schema.json');
  await writeFile(file, '{ "type": ');
  await expect(writeValidators([file], join(rig.dir, 'validators.js'))).rejects.toThrow(
    /chat\.v1\.schema\.json cannot be used/,
  );
});

test.each([
  ['judge', ['results/no-such-run'], 2],
  ['chaos', ['on', 'rain'], 2],
  ['chaos', ['on', 'latency', '--toxics', 'latency.jitter=x'], 2],
  ['up', ['--port', 'x'], 2],
  ['tools', ['k7'], 2],
])('%s %j exits %i, with one sentence', async (command, args, code) => {
  const ended = await runCommand(command, args);
  expect(ended.stderr).toMatch(/^aurora-gate: .+\n$/);
  expect(ended.code).toBe(code);
});

test('a command that is not there is told the nearest one', async () => {
  const ended = await runProgram(process.execPath, [repoPath('scripts', 'launch.mjs'), 'soka']);
  expect(ended.stderr).toMatch(/^aurora-gate: unknown command 'soka' \(Did you mean soak\?\); .+\n$/);
  expect(ended.code).toBe(2);
});

test.each(
  [toSoakCommand(AURORA.service), JUDGE, UP, CHAOS, PROBE, LIVE].map(
    (command) => [command.name, command] as const,
  ),
)('%s --help lists every option, and exits 0', async (name, command) => {
  // A value that cannot be used keeps nobody from reading how it is given.
  const { code, stdout, stderr } = await runCommand(name, ['--help'], { BASE_RPS: 'many' });
  expect([code, stderr]).toEqual([0, '']);
  for (const option of command.options)
    for (const one of [...listFlags(option), ...listEnvNames(option)]) expect(stdout).toContain(one);
});

describe('a start that fails says why itself, and leaves no folder', () => {
  const writeScript = async (name: string, body: string) => {
    const file = join(rig.dir, name);
    await writeFile(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return file;
  };
  test.each<[string, readonly string[], () => Promise<Record<string, string>>, RegExp]>([
    [
      'the reference',
      ['--defects', 'no_such_defect'],
      async () => ({}),
      /the embedded bff ended with 2 before it listened: .*no_such_defect/,
    ],
    ['the live feed', ['--live'], async () => ({ LIVE_PORT: '0', LIVE_HOST: '192.0.2.1' }), /192\.0\.2\.1/],
    [
      'Toxiproxy',
      [],
      async () => ({
        TOXIPROXY_BIN: await writeScript(
          'toxiproxy',
          'if [ "$1" = -version ]; then echo "toxiproxy-server version 2"; exit 0; fi\necho "no room for me" >&2; exit 4',
        ),
      }),
      /Toxiproxy .* did not start on .*: it exited with 4: no room for me; see TOXIPROXY_BIN/,
    ],
    [
      'k6, which is no program',
      ['--toxiproxy-enabled', 'false'],
      async () => ({
        K6_BIN: await writeScript('k6', 'rm "$0"; echo "k6 v2.2.0"'),
      }),
      /k6 cannot be started: there is no such program/,
    ],
  ])('%s', async (_, args, prepare, why) => {
    const { code, stderr } = await runCommand('soak', ['--output-dir', rig.dir, ...args], await prepare());
    expect(stderr).toMatch(why);
    expect(stderr).not.toMatch(/\.log/);
    expect(code).toBe(2);
    expect((await readdir(rig.dir)).filter((name) => name.startsWith('chaos_soak_run_'))).toEqual([]);
  });
});
