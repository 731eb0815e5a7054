// How the processes are called: flag over variable over default, and a sentence for each mistake.
import { describe, expect, it } from 'vitest';
import { BFF_USAGE, parseBffOptions, parseUpstreamOptions, UPSTREAM_USAGE } from './options.ts';

const URL_FLAG = ['--upstream', 'http://127.0.0.1:1'];
const BFF_DEFAULTS = {
  upstreamConnections: 0,
  upstreamUrl: 'http://127.0.0.1:1',
  analysisBudgetMs: 12_000,
  recoBudgetMs: 9_000,
  adminKey: undefined,
  dbReady: true,
  rolloutPercent: 50,
  allowedOrigins: ['https://aurora.pivota.cc'],
  envelope: 'aurora',
  defects: '',
  host: '127.0.0.1',
  port: 3300,
  exitWithParent: false,
};
const UPSTREAM_DEFAULTS = {
  mode: 'healthy',
  delayMs: 20,
  jitterMs: 20,
  seed: 1,
  host: '127.0.0.1',
  port: 3400,
  exitWithParent: false,
};

describe('parseBffOptions', () => {
  it.each<{ name: string; args?: string[]; env?: Record<string, string>; changed: object }>([
    { name: 'defaults', changed: {} },
    {
      name: 'the upstream by variable',
      args: [],
      env: { AURORA_DECISION_BASE_URL: 'http://u:2' },
      changed: { upstreamUrl: 'http://u:2' },
    },
    { name: 'the flag over the variable', env: { AURORA_DECISION_BASE_URL: 'http://u:2' }, changed: {} },
    {
      name: 'budgets by variable',
      env: { AURORA_BFF_ANALYSIS_BUDGET_MS: '9000', AURORA_BFF_CHAT_RECO_BUDGET_MS: '7000' },
      changed: { analysisBudgetMs: 9_000, recoBudgetMs: 7_000 },
    },
    {
      name: 'budgets by flag',
      args: [...URL_FLAG, '--analysis-budget-ms', '3', '--reco-budget-ms', '4'],
      env: { AURORA_BFF_ANALYSIS_BUDGET_MS: '9000' },
      changed: { analysisBudgetMs: 3, recoBudgetMs: 4 },
    },
    {
      name: 'empty variables as unset',
      env: { AURORA_BFF_ANALYSIS_BUDGET_MS: '', PORT: '', AURORA_DEFECTS: '' },
      changed: {},
    },
    {
      name: 'the admin key',
      env: { AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY: 'k' },
      changed: { adminKey: 'k' },
    },
    {
      name: 'allowed origins',
      env: { CORS_ALLOWED_ORIGINS: 'https://a.example, https://b.example' },
      changed: { allowedOrigins: ['https://a.example', 'https://b.example'] },
    },
    { name: 'defects', env: { AURORA_DEFECTS: 'hang' }, changed: { defects: 'hang' } },
    {
      name: 'no defects over the variable',
      args: [...URL_FLAG, '--defects', ''],
      env: { AURORA_DEFECTS: 'hang' },
      changed: {},
    },
    {
      name: 'the other envelope',
      args: [...URL_FLAG, '--envelope', 'chatcards'],
      changed: { envelope: 'chatcards' },
    },
    { name: 'a missing database', args: [...URL_FLAG, '--db-ready', 'false'], changed: { dbReady: false } },
    {
      name: 'where to listen',
      args: [...URL_FLAG, '--host', '::1', '--port', '0', '--exit-with-parent'],
      changed: { host: '::1', port: 0, exitWithParent: true },
    },
  ])('reads $name', ({ args = URL_FLAG, env = {}, changed }) => {
    expect(parseBffOptions(args, env)).toEqual({ ...BFF_DEFAULTS, ...changed });
  });

  it.each<{ args?: string[]; env?: Record<string, string>; says: string }>([
    { args: [], says: 'AURORA_DECISION_BASE_URL' },
    { args: ['--upstream', 'ftp://x'], says: '--upstream=ftp://x' },
    { args: [], env: { AURORA_DECISION_BASE_URL: 'here' }, says: 'AURORA_DECISION_BASE_URL=here' },
    { env: { AURORA_BFF_ANALYSIS_BUDGET_MS: 'soon' }, says: 'AURORA_BFF_ANALYSIS_BUDGET_MS=soon' },
    { args: [...URL_FLAG, '--reco-budget-ms', '-1'], says: '--reco-budget-ms' },
    { args: [...URL_FLAG, '--port', '70000'], says: '--port=70000' },
    { env: { PORT: '1.5' }, says: 'PORT=1.5' },
    { args: [...URL_FLAG, '--db-ready', 'maybe'], says: '--db-ready=maybe' },
    { args: [...URL_FLAG, '--rollout-percent', '101'], says: '--rollout-percent=101' },
    { args: [...URL_FLAG, '--envelope', 'letters'], says: '--envelope=letters must be aurora or chatcards' },
    { args: ['--colour'], says: '--colour' },
    { args: [...URL_FLAG, 'extra'], says: 'extra' },
  ])('refuses $args $env and names it', ({ args = URL_FLAG, env = {}, says }) => {
    expect(() => parseBffOptions(args, env)).toThrow(says);
  });
});

describe('parseUpstreamOptions', () => {
  it.each([
    { args: [], changed: {} },
    { args: ['--hang'], changed: { mode: 'hang' } },
    { args: ['--empty', '--port', '0'], changed: { mode: 'empty', port: 0 } },
    {
      args: ['--delay-ms', '0', '--jitter-ms', '5', '--seed', '9'],
      changed: { delayMs: 0, jitterMs: 5, seed: 9 },
    },
  ])('reads $args', ({ args, changed }) => {
    expect(parseUpstreamOptions(args, {})).toEqual({ ...UPSTREAM_DEFAULTS, ...changed });
  });

  it.each([
    { args: ['--hang', '--empty'], says: '--hang' },
    { args: ['--delay-ms', 'long'], says: '--delay-ms=long' },
    { args: ['--seed', '-1'], says: '--seed' },
  ])('refuses $args and names it', ({ args, says }) => {
    expect(() => parseUpstreamOptions(args, {})).toThrow(says);
  });
});

describe('help', () => {
  it('is asked for, and tells the real defaults', () => {
    expect(parseBffOptions(['--help'], {})).toBeUndefined();
    expect(parseUpstreamOptions(['--help'], {})).toBeUndefined();
    for (const value of [12_000, 9_000, 3_300]) expect(BFF_USAGE).toContain(`default ${value}`);
    expect(UPSTREAM_USAGE).toContain('default 3400');
  });
});
