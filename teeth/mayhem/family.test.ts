import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, test } from 'vitest';
import { waitFor } from '../../lib/node/process/wait.ts';
import { toPart, watchFamily } from './family.ts';

const NAMES = { service: 'shop.ts', upstream: 'stock.ts' };

describe('toPart', () => {
  test.each<[string, readonly string[], string | undefined]>([
    ['npm', ['npm run soak'], 'npm'],
    ['the shell of npm', ['sh', '-c', 'node scripts/launch.mjs soak'], undefined],
    ['the orchestrator', ['/usr/bin/node', '/gate/scripts/launch.mjs', 'soak'], 'orchestrator'],
    ['the orchestrator under npm', ['node', 'scripts/launch.mjs', 'soak'], 'orchestrator'],
    ['the feed', ['node', '/gate/scripts/launch.mjs', 'live', '--exit-with-parent', '/r'], 'live'],
    ['k6', ['/gate/.tools/k6-1/k6', 'run', '--quiet', 'soak.js'], 'k6'],
    ['Toxiproxy', ['/gate/.tools/t/toxiproxy', '-host', '127.0.0.1'], 'toxiproxy'],
    ['the service', ['node', '--import', 'tsx', '/gate/services/x/reference/shop.ts'], 'service'],
    ['the service as JavaScript', ['node', '/gate/built/1f/services/x/reference/shop.js'], 'service'],
    ['its upstream', ['node', '--import', 'tsx', '/gate/services/x/reference/stock.ts'], 'upstream'],
    ['the shell beside us', ['sh', '-c', 'while read…', 'aurora-gate: ends what is left'], 'shell'],
    ['a bundler', ['/gate/node_modules/esbuild/bin/esbuild', '--service'], undefined],
    ['nothing', [], undefined],
  ])('%s', (_, command, part) => expect(toPart(command, NAMES)).toBe(part));

  it('has no upstream where the service has none', () => {
    expect(toPart(['node', '/a/b'], { service: 'shop.ts', upstream: undefined })).toBeUndefined();
  });
});

describe.runIf(process.platform === 'linux')('watchFamily', () => {
  it('still knows a grandchild whose parent is gone and which leads a group of its own, and ends it', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
    const family = watchFamily(Number(parent.pid), NAMES);
    try {
      const isSleep = (text: string) => / sleep 60$/.test(text);
      await waitFor('the grandchild', 10_000, () => family.listLeft().find(isSleep));
      parent.kill('SIGKILL');
      await once(parent, 'exit');
      expect(family.listLeft()).toEqual([expect.stringMatching(/^\d+ sleep 60$/)]);
      family.killLeft();
      await waitFor('the end of it', 5_000, () => (family.listLeft().length === 0 ? true : undefined));
    } finally {
      parent.kill('SIGKILL');
      family.killLeft();
      family.end();
    }
  });
});
