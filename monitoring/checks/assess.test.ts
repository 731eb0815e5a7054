import { describe, expect, test } from 'vitest';
import type { SentAlert } from '../../lib/node/prometheus/alertmanager.ts';
import type { Alert, LoadedGroup, ScrapedTarget } from '../servers/prometheus.ts';
import { assessAlerts, assessKnown, assessRuleHealth, assessTargets } from './assess.ts';

const target = (scrapePool: string, health: ScrapedTarget['health']): ScrapedTarget => ({
  labels: {},
  scrapePool,
  scrapeUrl: `http://${scrapePool}/metrics`,
  lastError: health === 'down' ? 'refused' : '',
  health,
});

describe('targets', () => {
  test.each<[string, readonly ScrapedTarget[], string | undefined, string, RegExp]>([
    ['all up', [target('shop', 'up')], 'shop', 'pass', /^1 up$/],
    [
      'one down',
      [target('shop', 'up'), target('feed', 'down')],
      'shop',
      'fail',
      /down: feed at http:\/\/feed\/metrics \(refused\); start/,
    ],
    [
      'down before all else',
      [target('feed', 'unknown'), target('shop', 'down')],
      'shop',
      'fail',
      /down: shop/,
    ],
    ['the service not among them', [target('feed', 'up')], 'shop', 'fail', /nothing is scraped as job shop/],
    ['not scraped yet', [target('shop', 'unknown')], 'shop', 'inconclusive', /not scraped yet: shop/],
    ['a service that has no job', [], undefined, 'pass', /0 up/],
  ])('%s', (_, targets, job, outcome, because) => {
    const found = assessTargets(targets, job);
    expect(found.outcome).toBe(outcome);
    expect(found.because).toMatch(because);
  });
});

const group = (name: string, interval: number, healths: readonly string[]): LoadedGroup => ({
  name,
  file: '/rules/a.yml',
  interval,
  lastEvaluation: '0001-01-01T00:00:00Z',
  evaluationTime: 0,
  rules: healths.map((health, n) => ({
    name: `${name}${n}`,
    query: 'up',
    health,
    type: 'recording' as const,
    ...(health === 'err' ? { lastError: 'many-to-many' } : {}),
  })),
});

describe('rules', () => {
  test.each<[string, readonly LoadedGroup[], number, string, RegExp]>([
    ['all evaluated', [group('a', 15, ['ok', 'ok'])], 60, 'pass', /^2 evaluated$/],
    ['one failing', [group('a', 15, ['ok', 'err'])], 60, 'fail', /failing: a1 \(many-to-many\); correct/],
    ['none loaded', [], 60, 'fail', /no rule is loaded/],
    ['none evaluated yet', [group('a', 15, ['unknown'])], 5, 'inconclusive', /not evaluated yet: a/],
    [
      'a slow group that is not due',
      [group('a', 15, ['ok']), group('b', 300, ['unknown'])],
      60,
      'pass',
      /^1 evaluated, 1 not due yet$/,
    ],
    [
      'one that is late',
      [group('a', 15, ['ok']), group('b', 15, ['unknown'])],
      60,
      'inconclusive',
      /not evaluated yet: b/,
    ],
  ])('%s', (_, groups, upSec, outcome, because) => {
    const found = assessRuleHealth(groups, upSec);
    expect(found.outcome).toBe(outcome);
    expect(found.because).toMatch(because);
  });
});

describe('the Alertmanager', () => {
  test.each<[string, readonly string[], string, string]>([
    ['the same', ['http://127.0.0.1:9093/api/v2/alerts'], 'http://127.0.0.1:9093', 'pass'],
    ['under another name', ['http://alertmanager:9093/api/v2/alerts'], 'http://127.0.0.1:9093', 'pass'],
    ['none', [], 'http://127.0.0.1:9093', 'fail'],
    ['another', ['http://10.0.0.1:19093/api/v2/alerts'], 'http://127.0.0.1:9093', 'inconclusive'],
  ])('%s: %j for %s is %s', (_, known, url, outcome) => {
    expect(assessKnown(known, url).outcome).toBe(outcome);
  });
});

const alert = (
  alertname: string,
  state: Alert['state'],
  labels: Readonly<Record<string, string>> = {},
): Alert => ({
  labels: { alertname, severity: 'warning', ...labels },
  state,
});
const sent = (alertname: string, isHeldBack: boolean): SentAlert => ({
  labels: { alertname, severity: 'warning', cluster: 'a' },
  isHeldBack,
  silencedBy: isHeldBack ? ['1'] : [],
});

describe('alerts', () => {
  test.each<[string, readonly Alert[], readonly SentAlert[], string, RegExp]>([
    ['none', [], [], 'pass', /none fires/],
    ['pending', [alert('A', 'pending')], [], 'pass', /none fires/],
    ['firing', [alert('A', 'firing')], [sent('A', false)], 'fail', /firing: A; its section/],
    ['firing, and not yet known to Alertmanager', [alert('A', 'firing')], [], 'fail', /firing: A/],
    ['firing and silenced', [alert('A', 'firing')], [sent('A', true)], 'pass', /1 firing, all silenced/],
    ['another silenced', [alert('A', 'firing')], [sent('B', true)], 'fail', /firing: A/],
    ['only information', [alert('A', 'firing', { severity: 'info' })], [], 'pass', /none fires/],
  ])('%s', (_, alerts, known, outcome, because) => {
    const found = assessAlerts(alerts, known);
    expect(found.outcome).toBe(outcome);
    expect(found.because).toMatch(because);
  });
});
