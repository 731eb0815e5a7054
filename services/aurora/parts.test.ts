// What a deployment may lack: each check that is named is one, and what is left out is never a pass.
import { describe, expect, test } from 'vitest';
import { decideOutcome } from '../../lib/core/outcome.ts';
import { createFindMissing, parseWithout, toWithoutOption } from '../../lib/core/service/parts.ts';
import { toProbeEvidence, toRun, toSample } from '../../test/aurora/probe-samples.ts';
import { SERVICE as CHATCARDS } from '../aurora-chatcards/service.ts';
import { SERVICE as EXAMPLE } from '../example/service.ts';
import { PARTS } from './parts.ts';
import { decideAlerts, decideOutcome as decideProbe } from './probe/alerts.ts';
import { computeCounts } from './probe/figures.ts';
import { ALERT_RULES } from './probe/rules.ts';
import { CHECK_IDS } from './regression/check-ids.ts';
import { parseRegressionPlan } from './regression/options.ts';
import { SERVICE } from './service.ts';
import { SMOKE as RECO_GATES } from './smoke/reco-gates.ts';
import { SMOKE as RUNTIME } from './smoke/runtime.ts';

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  smoke: [RUNTIME, RECO_GATES].flatMap(({ flows }) =>
    flows.flatMap(({ id, steps }) =>
      steps.flatMap((step) =>
        [step.id, ...(step.checks ?? []).map((check) => check.id)].map((c) => `${id}.${c}`),
      ),
    ),
  ),
  probe: ALERT_RULES.map(({ id }) => id),
  regression: CHECK_IDS,
};

test.each(Object.entries(PARTS))('%s names checks that are there', (_, { checks, shownBy }) => {
  expect(Object.values(checks).flat()).toContain(shownBy);
  for (const [command, ids] of Object.entries(checks))
    expect(ids.filter((id: string) => !KNOWN[command]?.includes(id))).toEqual([]);
});

describe('what was asked for', () => {
  test.each([
    ['', []],
    [' db , rollout,db', ['db', 'rollout']],
    ['db,rollout,catalog', ['db', 'rollout', 'catalog']],
  ])('%j', (given, parts) => {
    expect(parseWithout(SERVICE, { WITHOUT: given })).toEqual(parts);
    expect(parseWithout(CHATCARDS, { WITHOUT: given })).toEqual(parts);
  });

  test.each([
    ['catalogue', 'WITHOUT=catalogue: give a list out of db, rollout, catalog (Did you mean catalog?)'],
    ['db,DB', 'WITHOUT=DB: give a list out of db, rollout, catalog'],
    ['database', 'WITHOUT=database: give a list out of db, rollout, catalog'],
    ['__proto__', 'WITHOUT=__proto__: give a list out of'],
  ])('%s is none', (given, sentence) => {
    expect(() => parseWithout(SERVICE, { WITHOUT: given })).toThrow(sentence);
  });

  test('a service that names no parts has none to leave out', () => {
    expect(() => parseWithout(EXAMPLE, { WITHOUT: 'db' })).toThrow(
      'WITHOUT=db: example names no part that a deployment may lack; leave it out',
    );
    expect(toWithoutOption(EXAMPLE).doc).toContain('example names none');
    expect(toWithoutOption(SERVICE).doc).toContain('db (a database)');
  });
});

describe('the probe without a rollout', () => {
  const findMissing = createFindMissing(PARTS, ['rollout'], 'probe');
  const decide = (...samples: Parameters<typeof toRun>[1] & object) => {
    const evidence = toProbeEvidence({ samples: toRun(10, samples), findMissing });
    const alerts = decideAlerts(evidence);
    return { alerts, outcome: decideProbe(alerts, computeCounts(evidence.samples)) };
  };

  test('answers without meta fire nothing, and are told as left out', () => {
    const { alerts, outcome } = decide(toSample({ broken: ['meta_missing'] }));
    expect(alerts.find(({ id }) => id === 'meta_missing')).toMatchObject({
      outcome: 'left_out',
      because: 'left out: rollout',
    });
    expect(outcome).toBe('ok');
  });

  test('a rollout that is there all the same is remarked on', () => {
    expect(decide().alerts.find(({ id }) => id === 'meta_missing')?.because).toBe(
      'left out: rollout; it is there all the same',
    );
  });
});

test('a regression that is left out asks once, and can tell nothing', () => {
  expect(parseRegressionPlan({ WITHOUT: 'catalog', PREWARM: 'true' })).toMatchObject({
    warmupRounds: 0,
    formalRounds: 1,
    prewarm: false,
  });
  expect(decideOutcome([{ outcome: 'left_out' }])).toBe('inconclusive');
  expect(decideOutcome([{ outcome: 'left_out' }, { outcome: 'pass' }])).toBe('pass');
});
