// The pages say what is there: commands, links, options and gates are held against the code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { COMPARE } from '../../lib/core/compare/options.ts';
import { DISRUPT } from '../../lib/core/disrupt/options.ts';
import { INJECTIONS } from '../../lib/core/faults/injection.ts';
import { FAULT_IDS, FAULTS } from '../../lib/core/faults/table.ts';
import type { GateResult } from '../../lib/core/gates/gate-result-schema.ts';
import { listEnvNames, listFlags, type Option } from '../../lib/core/options/option.ts';
import { listOptions } from '../../lib/core/plan/run-options.ts';
import { assess } from '../../lib/core/verdict/verdict.ts';
import { parseCommandLine } from '../../lib/node/cli/command-line.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { ACTION_NAMES, MONITORING } from '../../monitoring/commands/options.ts';
import { ROLLOUT, ACTION_DOCS as ROLLOUT_DOCS } from '../../rollout/commands/options.ts';
import { ACTION_NAMES as FLOW_ACTIONS, toFlowsCommand } from '../../rollout/flows/commands/options.ts';
import { listAllCommands } from '../../scripts/help/commands.ts';
import { PROBE } from '../../services/aurora/probe/options.ts';
import { ALERT_RULES } from '../../services/aurora/probe/rules.ts';
import { PREWARM, REGRESSION } from '../../services/aurora/regression/options.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import { toEvidence } from '../runs/good-run.ts';
import { toProbeOptionRow } from './probe-option-row.ts';

const PAGES = ['', 'docs', 'results'].flatMap((folder) =>
  readdirSync(repoPath(folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);
const read = (page: string) => readFileSync(repoPath(page), 'utf8');
const ALL_COMMANDS = await listAllCommands();
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  it('names no npm script that is not there', () => {
    const named = [...text.matchAll(/npm run (?:--\S+ )*([a-z0-9:-]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('has no link that leads nowhere', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    const local = links
      .filter((link) => !/^(https?:|#|mailto:)/.test(link))
      .map((link) => link.split('#')[0]!);
    expect(local.filter((link) => !existsSync(join(repoPath(dirname(page)), link)))).toEqual([]);
  });

  it('names no file of ours that is not there', () => {
    // A service called shop, and its rows, are only an example.
    const named = [
      ...text.matchAll(
        /`((?:lib|thresholds|scenarios|scripts|services(?!\/shop\/)|schemas|teeth(?!\/rows)|live|bench|target|contracts|test|tools|deploy|monitoring)\/[\w./-]+)`/g,
      ),
    ];
    expect(named.map((match) => match[1] ?? '').filter((path) => !existsSync(repoPath(path)))).toEqual([]);
  });

  it('holds no path of one machine', () => {
    expect(text.match(/(?<![\w.])\/(?:home|root|Users|work|tmp|var\/folders)\/\S*/g)).toBeNull();
  });
});

describe.each(['docs/live-feed.md', 'docs/report.md'])('what is tested where, in %s', (page) => {
  const [, table = ''] = read(page).split('## What is tested where');
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  test.each(rows.slice(1))('%s', (row) => {
    const files = [...row.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file);
    const titles = [...row.matchAll(/\*([^*]+?)(?: …)?\*/g)].map(([, title = '']) => title);
    // A name without a file is one of the feed's own tests.
    const texts = [...files, 'test/e2e/live.test.ts'].map(read);
    expect(titles.filter((title) => !texts.some((text) => text.includes(title)))).toEqual([]);
    expect(files.length + titles.length).toBeGreaterThan(0);
  });
});

test('docs/README.md leads to every page', () => {
  const linked = new Set(
    [...read('docs/README.md').matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => `docs/${name}`),
  );
  expect(
    PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !linked.has(page)),
  ).toEqual([]);
});

describe.each(['README.md', 'docs/commands.md'])('each command of %s is one', (page) => {
  const commands = new Map(ALL_COMMANDS.map(([service, command]) => [`${service} ${command.name}`, command]));
  const find = (name: string) => commands.get(` ${name}`) ?? commands.get(`aurora ${name}`);
  const calls = [...read(page).matchAll(/npm run ([a-z][a-z:-]*)(?: -- ([^`\n|]*[^`\n|\\ ]))?/g)];
  test.each(
    calls.map(([call, name = '', words = '']) => [call, name, words] as const),
  )('%s', (_, name, words) => {
    const command = find(name);
    // What only tests and builds, or is another name of a command, is a script of npm's.
    if (command === undefined) return expect(Object.keys(scripts)).toContain(name);
    const given = words.replace('<mode>', 'latency').split(' ').filter(Boolean);
    // A command by its name alone is spoken of, and not typed; of one that only lists its options nothing is parsed.
    if (words !== '' && words !== '--help') expect(parseCommandLine(command, given, {})).toBeDefined();
  });
});

/** A row of the options table, as docs/runs.md must have it. */
function toOptionRow(option: Option): string {
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  const fallback = option.fallback === '' ? '–' : code([option.fallback]);
  const choices = option.kind === 'choice' && option.env !== 'PROFILE' ? option.choices.filter(Boolean) : [];
  const listed = choices.length > 0 ? ` (${code(choices)})` : '';
  return `| ${code(listEnvNames(option))} | ${code(listFlags(option))} | ${fallback} | ${option.doc}${listed} |`;
}

describe('docs/runs.md', () => {
  test.each(listOptions(SERVICE))('has the row of $env', (option) => {
    expect(read('docs/runs.md').split('\n')).toContain(toOptionRow(option));
  });
  test.each(Object.keys(PROFILES))('has the profile %s', (profile) => {
    expect(read('docs/runs.md')).toContain(`| \`${profile}\` |`);
  });
});

describe('docs/add-a-fault.md', () => {
  const text = read('docs/add-a-fault.md');
  test.each(FAULT_IDS)('has the row of %s, with its values', (id) => {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${id}\` |`)) ?? '';
    const fault = FAULTS[id];
    const attributes = 'attributes' in fault ? Object.entries(fault.attributes) : [];
    expect(row).not.toBe('');
    for (const [key, { value, unit }] of attributes) expect(row).toContain(`\`${key}\` ${value} ${unit}`);
  });
  test.each(FAULT_IDS)('says what %s must show', (id) => {
    const [row = ''] = text.split('\n').filter((line) => line.startsWith(`| \`${id}\` |`));
    const { effect } = INJECTIONS[id];
    if ('heldMs' in effect) expect(row).toContain(`held ${effect.heldMs} ms longer`);
    else if ('addedMs' in effect) expect(row).toContain(`calls ${effect.addedMs} ms slower`);
    else if (effect.errorShare === 0.5) expect(row).toContain('half the calls fail');
    else expect(row).toContain(`${effect.errorShare * 100} % of calls fail`);
  });
  it('every file of a fault is in the table', () => {
    const files = readdirSync(repoPath('lib/core/faults'))
      .filter((name) => !/^(fault|table|settings|injection|draws)\.|\.test\.ts$/.test(name))
      .map((name) => name.replace('.ts', '').replaceAll('-', '_'));
    expect(files.sort()).toEqual([...FAULT_IDS].sort());
  });
});

describe('docs/disrupt.md', () => {
  test.each(DISRUPT.options)('has the row of $env', (option) => {
    expect(read('docs/disrupt.md').split('\n')).toContain(toOptionRow(option));
  });
});

describe('docs/compare.md', () => {
  test.each(COMPARE.options)('has the row of $env', (option) => {
    expect(read('docs/compare.md').split('\n')).toContain(toOptionRow(option));
  });
});

describe('docs/monitoring.md', () => {
  test.each(MONITORING.options)('has the row of $env', (option) => {
    expect(read('docs/monitoring.md').split('\n')).toContain(toOptionRow(option));
  });
  test.each(ACTION_NAMES)('says what %s does', (name) => {
    expect(read('docs/monitoring.md')).toContain(`| \`${name}\` |`);
  });
});

describe('docs/synthetic-probes.md', () => {
  test.each(toFlowsCommand(SERVICE).options)('has the row of $env', (option) => {
    expect(read('docs/synthetic-probes.md').split('\n')).toContain(toOptionRow(option));
  });
  test.each(FLOW_ACTIONS)('says what %s does', (name) => {
    expect(read('docs/synthetic-probes.md')).toContain(`| \`${name}\` |`);
  });
});

describe.each([
  'docs/rollout-playbooks.md',
  'docs/rollout-templates.md',
  'docs/release-policy.md',
])('the commands of %s', (page) => {
  const calls = [...read(page).matchAll(/npm run rollout -- ([a-z][a-z-]*)([^\n`]*)/g)];
  const flags = ROLLOUT.options.flatMap(listFlags);
  test.each(
    calls.map(([call, action = '', rest = '']) => [call, action, rest] as const),
  )('%s', (_, action, rest) => {
    expect(Object.keys(ROLLOUT_DOCS)).toContain(action);
    const given = [...rest.matchAll(/(?<= )--[a-z-]+/g)].map(([flag]) => flag);
    expect(given.filter((flag) => !flags.includes(flag))).toEqual([]);
  });
});

describe('docs/regression.md', () => {
  test.each([...PREWARM.options, ...REGRESSION.options])('has the row of $env', (option) => {
    expect(read('docs/regression.md').split('\n')).toContain(toOptionRow(option));
  });
});

describe('docs/verdict.md', () => {
  const gates: readonly GateResult[] = assess(
    toEvidence({ edge: { met: {}, faults: INJECTIONS, lostProxy: null } }),
  ).gates;
  test.each(gates)('says what to do about $id', ({ id }) => {
    expect(read('docs/verdict.md')).toContain(`| \`${id}\` |`);
  });
});

describe('docs/probe.md', () => {
  const lines = read('docs/probe.md').split('\n');
  test.each(PROBE.options)('has the row of $env', (option) => {
    expect(lines).toContain(toProbeOptionRow(option));
  });
  test.each(ALERT_RULES)('says what to do about $id', ({ id, severity, action }) => {
    const row = lines.find((line) => line.startsWith(`| \`${id}\` | ${severity} |`));
    expect(row).toMatch(new RegExp(`\\| ${action} \\|$`));
  });
});
