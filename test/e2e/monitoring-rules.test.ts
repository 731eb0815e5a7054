// The rules by promtool: they parse, every alert fires when it should, and none does when it should not.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { listServiceIds, loadService } from '../../lib/node/service/load-service.ts';
import { generate, loadRuleSource, toRuleFiles, writeGenerated } from '../../monitoring/generate.ts';
import { toFeedGroup } from '../../monitoring/rules/feed.ts';
import { listRolloutRules, listRules, type RuleSource } from '../../monitoring/rules/list-rules.ts';
import { MAX_TIME_SCALE, toClock } from '../../monitoring/rules/period.ts';
import { toAdmissionGroup } from '../../monitoring/rules/rollout/admission.ts';
import { isAlert, type RuleGroup, toRuleFile } from '../../monitoring/rules/rule.ts';
import { listPromqlBlocks } from '../house/promql-blocks.ts';
import { ADMISSION_ODDITIES, ADMISSION_WORLDS } from './admission-worlds.ts';
import { type AlertCase, listCases, readFailures, toTestFile } from './alert-cases.ts';
import {
  DOWN_ODDITIES,
  PROBE_ODDITIES,
  SHARE_ODDITIES,
  SLO_ODDITIES,
  SOAK_ODDITIES,
} from './alert-oddities.ts';
import {
  type AlertWorld,
  DOWN_WORLDS,
  FEED_WORLDS,
  listSoakWorlds,
  MADE_UP_WORLDS,
  PROBE_WORLDS,
  SHARE_WORLDS,
  SLO_WORLDS,
} from './alert-worlds.ts';
import { MADE_UP } from './made-up.ts';
import { ROLLOUT_ODDITIES, ROLLOUT_WORLDS } from './rollout-worlds.ts';

const CLOCK = toClock(1);
let promtool = '';
beforeAll(async () => {
  promtool = await ensureTool('promtool');
});

const load = async (id: string) => loadRuleSource(await loadService(id));
const SOURCES: Readonly<Record<string, RuleSource>> = {
  ...Object.fromEntries(await Promise.all(listServiceIds().map(async (id) => [id, await load(id)] as const))),
  'a made-up service': MADE_UP,
};
const toSource = (id: string): RuleSource => SOURCES[id]!;

/** The groups of a service whose names end so, as one rule file. */
const pick = (id: string, ends: RegExp): readonly RuleGroup[] => {
  const { recording, alerts } = listRules(toSource(id), CLOCK);
  return [...recording, ...alerts].filter(({ name }) => ends.test(name));
};

interface Family {
  readonly groups: readonly RuleGroup[];
  readonly worlds: readonly AlertWorld[];
  readonly oddities?: readonly AlertCase[];
}
/** The alerts by what they read: promtool evaluates every rule of a file in every minute of every case. */
const FAMILIES: Readonly<Record<string, Family>> = {
  'the shares of aurora': {
    groups: pick('aurora', /-(shares|share-alerts)$/),
    worlds: SHARE_WORLDS,
    oddities: SHARE_ODDITIES,
  },
  'aurora that is down': { groups: pick('aurora', /-down-/), worlds: DOWN_WORLDS, oddities: DOWN_ODDITIES },
  'the SLOs of aurora': { groups: pick('aurora', /-slo-/), worlds: SLO_WORLDS, oddities: SLO_ODDITIES },
  'the probe of aurora': {
    groups: pick('aurora', /-probe-alerts$/),
    worlds: PROBE_WORLDS,
    oddities: PROBE_ODDITIES,
  },
  'the rollouts of aurora': {
    groups: Object.values(listRolloutRules(toSource('aurora'), CLOCK)).flat(),
    worlds: ROLLOUT_WORLDS,
    oddities: ROLLOUT_ODDITIES,
  },
  admission: { groups: [toAdmissionGroup(CLOCK)], worlds: ADMISSION_WORLDS, oddities: ADMISSION_ODDITIES },
  'the feed': { groups: [toFeedGroup(CLOCK)], worlds: FEED_WORLDS },
  'a made-up service': {
    groups: pick('a made-up service', /-(shares|share-alerts|slo-.*|down-alerts)$/),
    worlds: MADE_UP_WORLDS,
  },
  ...Object.fromEntries(
    Object.entries(SOURCES).map(([id, { service }]) => [
      `the runs of ${id}`,
      {
        groups: pick(id, /-soak-/),
        worlds: listSoakWorlds(service),
        ...(id === 'aurora' ? { oddities: SOAK_ODDITIES } : {}),
      },
    ]),
  ),
};

/** Lets promtool play cases against groups; what it says. */
const play = (groups: readonly RuleGroup[], cases: readonly AlertCase[]) =>
  withTemporaryDir('rules', async (dir) => {
    await writeFile(join(dir, 'rules.yml'), toRuleFile([], groups, CLOCK, 'x'));
    await writeFile(join(dir, 'test.yml'), toTestFile(['rules.yml'], cases));
    return (await runProgram(promtool, ['test', 'rules', 'test.yml'], { cwd: dir })).output;
  });

const toKey = (alert: string, gate = '') => `${alert} ${gate}`.trim();

describe.each(Object.entries(FAMILIES))('%s', (_, { groups, worlds, oddities = [] }) => {
  const cases = [...worlds.flatMap(listCases), ...oddities];

  it('every alert has a world', () => {
    const alerts = groups.flatMap(({ rules }) => rules.filter(isAlert));
    expect(worlds.map(({ alert, labels }) => toKey(alert, labels?.gate)).sort()).toEqual(
      alerts.map(({ alert, labels }) => toKey(alert, labels?.gate)).sort(),
    );
  });

  it('every case comes out as it should, and could come out otherwise', async () => {
    const { failed, told } = readFailures(await play(groups, cases));
    expect(failed).toEqual([]);
    expect([...told].sort()).toEqual(cases.map(({ name }) => name).sort());
  });
});

/** Lets promtool look at files; what it says, and whether it is content. */
const check = (files: Readonly<Record<string, string>>, args: readonly string[]) =>
  withTemporaryDir('rules', async (dir) => {
    await writeGenerated(files, dir);
    const { code, output } = await runProgram(promtool, ['check', ...args], { cwd: dir });
    return `${code} ${output}`;
  });

describe('promtool check', () => {
  test.each(
    Object.keys(SOURCES).flatMap((id) => [1, MAX_TIME_SCALE].map((scale) => [id, scale] as const)),
  )('finds no fault in the rules of %s, %i times as fast', async (id, timeScale) => {
    const files = toRuleFiles(toSource(id), { timeScale, feed: true, rollout: true, admission: true });
    const said = await check(files, ['rules', '--lint=all', '--lint-fatal', ...Object.keys(files)]);
    expect(said).toMatch(/^0 /);
    expect(said.match(/SUCCESS/g)).toHaveLength(5);
  });

  test.each(listServiceIds())('finds no fault in the configuration of %s', async (id) => {
    const files = await generate(await loadService(id));
    expect(await check(files, ['config', 'prometheus.yml'])).toMatch(/^0 /);
  });

  test.each(['rollout-playbooks.md', 'rollout-incident.md'])('reads the queries of %s', async (page) => {
    const blocks = listPromqlBlocks(page, readFileSync(repoPath('docs', page), 'utf8'));
    expect(blocks.length).toBeGreaterThan(0);
    const rules = blocks.map(({ expression }, n) => ({ record: `a:b${n}`, expr: expression, meaning: '' }));
    const text = toRuleFile([], [{ name: 'x', rules }], CLOCK, 'x');
    expect(await check({ 'a.yml': text }, ['rules', 'a.yml'])).toMatch(/^0 /);
  });

  test('finds a rule that does not parse', async () => {
    const broken = [{ name: 'x', rules: [{ record: 'a:b', expr: 'sum(', meaning: '' }] }];
    expect(await check({ 'a.yml': toRuleFile([], broken, CLOCK, 'x') }, ['rules', 'a.yml'])).toMatch(/^1 /);
  });
});
