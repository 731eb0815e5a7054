// The files that put the live feed on a machine: what matters in them, and what the tools they are for say of them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { parseLiveOptions } from '../../lib/core/options/live-options.ts';
import { listOptions } from '../../lib/core/plan/run-options.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { DROP_REASONS, type DropReason } from '../../lib/node/live/client.ts';
import { createFeedMetrics } from '../../lib/node/live/metrics.ts';
import { createTailCounts } from '../../lib/node/run-folder/tail.ts';
import { SERVICE } from '../../services/aurora/service.ts';

const read = (...path: string[]) => readFileSync(repoPath('deploy', 'live', ...path), 'utf8');
const isThere = (command: string) => spawnSync(command, ['--version']).status === 0;

/** What bookmarks, tunnels and the files below hold: another default is a change for everyone who has them. */
const DEFAULT_ADDRESS = '127.0.0.1:8001';

describe('the default address', () => {
  const [host = '', port = ''] = DEFAULT_ADDRESS.split(':');

  it('is what `npm run live -- --help` says', () => {
    const args = [repoPath('scripts/launch.mjs'), 'live', '--help'];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const help = stdout.replace(/\s+/g, ' ');
    expect(help).toContain(`[${port}] LIVE_PORT`);
    expect(help).toContain(`[${host}] LIVE_HOST`);
  });
  it('is where the feed listens that is asked for nothing else', () => {
    expect(parseLiveOptions({})).toMatchObject({ port: Number(port), host, token: undefined });
  });
  it('is in docs/live-feed.md', () => {
    const page = readFileSync(repoPath('docs/live-feed.md'), 'utf8').split('\n');
    expect(page).toContainEqual(expect.stringContaining(`| \`--port\` | \`LIVE_PORT\` | \`${port}\` |`));
    expect(page).toContainEqual(expect.stringContaining(`| \`--host\` | \`LIVE_HOST\` | \`${host}\` |`));
    expect(page).toContainEqual(expect.stringContaining(`http://${DEFAULT_ADDRESS}/ until Ctrl-C`));
  });
  it.each([
    [
      'the help of npm run soak',
      listOptions(SERVICE).find(({ env }) => env === 'LIVE')?.doc ?? '',
      DEFAULT_ADDRESS,
    ],
    ['README.md', readFileSync(repoPath('README.md'), 'utf8'), `http://${DEFAULT_ADDRESS}/`],
    ['systemd', read('systemd', 'aurora-live.service'), `LIVE_PORT=${port}\n`],
    ['nginx', read('nginx', 'aurora-live.conf'), `server ${DEFAULT_ADDRESS};`],
    ['Prometheus', read('prometheus', 'aurora-live.rules.yml'), `targets: ['${DEFAULT_ADDRESS}']`],
  ])('is that of %s', (_, text, wanted) => expect(text).toContain(wanted));
});

describe('systemd', () => {
  const service = read('systemd', 'aurora-live.service');
  const readKey = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(service)?.[1] ?? '';

  it('starts the feed of the newest run, and starts it again whatever its end', () => {
    const [, , script, ...args] = readKey('ExecStart').split(' ');
    expect([script, args]).toEqual(['scripts/launch.mjs', ['live', 'latest']]);
    expect([readKey('Restart'), readKey('RestartSec')]).toEqual(['always', '3']);
  });
  it('takes the token from a file, and shows it in none', () => {
    expect(service).toContain('EnvironmentFile=/etc/aurora-gate/live.env');
    expect(service).not.toMatch(/^(Environment|ExecStart)=.*TOKEN/m);
  });
  test.skipIf(!isThere('systemd-analyze'))('systemd-analyze finds no fault', () => {
    const path = repoPath('deploy/live/systemd/aurora-live.service');
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
    expect(verified.stderr.split('\n').filter((line) => line.includes('aurora'))).toEqual([]);
  });
});

describe('prometheus', () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly annotations: { readonly summary: string; readonly action: string };
  }
  const rules = (
    parse(read('prometheus', 'aurora-live.rules.yml')) as { groups: { rules: Rule[] }[] }
  ).groups.flatMap((group) => group.rules);

  it('asks only for series that the feed has', async () => {
    const metrics = createFeedMetrics(
      () => ({
        run: null,
        verdict: null,
        clients: 0,
        dropped: Object.fromEntries(DROP_REASONS.map((why) => [why, 0])) as Record<DropReason, number>,
        journal: { present: false, loaded: false, generation: null, line: 0, pendingBytes: 0, problem: null },
        counts: createTailCounts(),
      }),
      { processMetrics: false },
    );
    const text = await metrics.toText();
    for (const { alert, expr } of rules) {
      const names = [...expr.matchAll(/aurora_\w+(?=\{)/g)].map(([name]) => name);
      for (const name of names) expect(text, alert).toContain(`\n${name}`);
      for (const [, label = '', values = ''] of expr.matchAll(/(kind|reason)=~?"([^"]+)"/g))
        for (const value of values.split('|')) expect(text, alert).toContain(`${label}="${value}"`);
      expect(names.length + Number(expr.includes('up{')), alert).toBeGreaterThan(0);
    }
  });

  it.each(
    rules.map((rule) => [rule.alert, rule] as const),
  )('%s says what to do, and is in docs/live-feed.md', (alert, rule) => {
    expect(rule.annotations.summary).not.toBe('');
    expect(rule.annotations.action).not.toBe('');
    expect(readFileSync(repoPath('docs/live-feed.md'), 'utf8')).toContain(`| \`${alert}\` |`);
  });

  test.skipIf(!isThere('promtool'))(
    'promtool finds no fault, and each alert fires for its reason alone',
    () => {
      const cwd = repoPath('deploy/live/prometheus');
      for (const args of [
        ['check', 'rules', 'aurora-live.rules.yml'],
        ['test', 'rules', 'aurora-live.test.yml'],
      ]) {
        const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, encoding: 'utf8' });
        expect(status, stdout + stderr).toBe(0);
      }
    },
  );
});
