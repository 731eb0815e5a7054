import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { SERVICE as EXAMPLE } from '../../../services/example/service.ts';
import { text } from '../options/option.ts';
import { toCommand } from './reproduce.ts';

const STACK = {
  BASE: 'http://127.0.0.1:44041',
  METRICS_URL: 'http://127.0.0.1:44041/metrics',
  TOXIPROXY_UPSTREAM: '127.0.0.1:35233',
  TOXIPROXY_LISTEN: '127.0.0.1:34813',
  TOXIPROXY_API_URL: 'http://127.0.0.1:44341',
  TOXIPROXY_ENABLED: 'true',
  K6_ADDRESS: '127.0.0.1:44447',
  OUTPUT_DIR: 'results/somewhere',
  SEED: '3',
};

test.each<[string, Record<string, string>, string]>([
  ['the embedded stack', STACK, 'npm run soak -- --seed 3'],
  [
    'the embedded stack with faults on the edge',
    { ...STACK, CHAOS: 'edge', METRICS_URL: '', TOXIPROXY_UPSTREAM: '127.0.0.1:44041' },
    'npm run soak -- --seed 3 --chaos edge',
  ],
  [
    'a profile, a scale, and no chaos',
    { ...STACK, PROFILE: 'soak24', TIME_SCALE: '480', TOXIPROXY_ENABLED: 'false' },
    'npm run soak -- --profile soak24 --time-scale 480 --seed 3 --toxiproxy-enabled false',
  ],
  [
    'a value that is the default of its option, but not of its profile',
    { ...STACK, PROFILE: 'dry', CHAOS_RPS: '3' },
    'npm run soak -- --profile dry --chaos-rps 3 --seed 3',
  ],
  [
    'a service of your own',
    { BASE: 'https://bff.staging', SEED: '7', TOXIPROXY_ENABLED: 'false', K6_ADDRESS: 'localhost:6565' },
    'npm run soak -- --base https://bff.staging --seed 7',
  ],
  [
    'a service of your own behind Toxiproxy',
    {
      BASE: 'http://127.0.0.1:3300',
      SEED: '7',
      TOXIPROXY_ENABLED: 'true',
      TOXIPROXY_UPSTREAM: '127.0.0.1:3400',
    },
    'npm run soak -- --base http://127.0.0.1:3300 --seed 7 --toxiproxy-enabled true --toxiproxy-upstream 127.0.0.1:3400',
  ],
  [
    'options of a file, which may be another one by now',
    { ...STACK, BASE_RPS: '2', OPTIONS_FROM_FILE: 'aurora-gate.config.json: BASE_RPS' },
    'npm run soak -- --base-rps 2 --seed 3 --config none',
  ],
  ['a run that was watched', { ...STACK, LIVE: 'true' }, 'npm run soak -- --seed 3'],
  ['a switch', { ...STACK, ONCE: 'true' }, 'npm run soak -- --once --seed 3'],
  [
    'what a shell would take for something else',
    { ...STACK, DEFECTS: "it's; rm -rf $HOME" },
    `npm run soak -- --seed 3 --defects 'it'\\''s; rm -rf $HOME'`,
  ],
  [
    'a bound by the name that an earlier version wrote',
    { ...STACK, MAX_CALM_DEGRADED_RATE: '0.02' },
    'npm run soak -- --seed 3 --max-baseline-degraded-rate 0.02',
  ],
  ['nothing', {}, 'npm run soak'],
])('%s', (_, options, command) => {
  expect(toCommand(SERVICE, options)).toBe(command);
});

test('an option of its own that is a secret is not told', () => {
  const key = text('SHOP_KEY', '', 'a key', undefined, { secret: true });
  const shop = { ...SERVICE, options: [...(SERVICE.options ?? []), key] };
  expect(toCommand(shop, { SEED: '7', SHOP_KEY: 'hush-hush' })).toBe('npm run soak -- --seed 7');
});

test.each<[string, string]>([
  ['false', 'npm run soak -- --service example --seed 3'],
  ['true', 'npm run soak -- --service example --seed 3 --toxiproxy-enabled true'],
])('an embedded service without an upstream has no chaos by itself: TOXIPROXY_ENABLED=%s', (enabled, command) => {
  const { METRICS_URL: _, ...stack } = STACK;
  const options = {
    ...stack,
    TOXIPROXY_UPSTREAM: '127.0.0.1:44041',
    GATE_SERVICE: 'example',
    TOXIPROXY_ENABLED: enabled,
  };
  expect(toCommand(EXAMPLE, options)).toBe(command);
});
