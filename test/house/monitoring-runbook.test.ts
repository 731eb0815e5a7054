// The runbook has a section for every alert, whole and of the right severity, and each link of an alert or a panel leads to one.
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { listServiceIds, loadService } from '../../lib/node/service/load-service.ts';
import { listPanels } from '../../monitoring/dashboards/grafana.ts';
import { toDashboards, toRolloutDashboards } from '../../monitoring/dashboards/grafana-files.ts';
import { loadRuleSource } from '../../monitoring/generate.ts';
import { toFeedGroup } from '../../monitoring/rules/feed.ts';
import { listRolloutRules, listRules } from '../../monitoring/rules/list-rules.ts';
import { toClock } from '../../monitoring/rules/period.ts';
import { toAdmissionGroup } from '../../monitoring/rules/rollout/admission.ts';
import { isAlert, toRunbookUrl } from '../../monitoring/rules/rule.ts';
import { MONITORED } from '../../services/aurora/monitoring.ts';
import { listPromqlBlocks } from './promql-blocks.ts';

const runbook = readFileSync(repoPath('docs/on-call-runbook.md'), 'utf8');

/** The anchors of the headings of a page, as GitHub makes them. */
const listAnchors = (page: string) =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
const anchors = listAnchors(runbook);

/** The text under a heading, up to the next. */
function findSection(page: string, heading: string): string {
  const [, section = ''] = page.split(`\n### ${heading}\n`);
  return section.split('\n## ')[0]?.split('\n### ')[0] ?? '';
}

const sources = await Promise.all(listServiceIds().map(async (id) => loadRuleSource(await loadService(id))));
const clock = toClock(1);
const alerts = [
  ...sources.flatMap((source) => [
    ...listRules(source, clock).alerts,
    ...listRolloutRules(source, clock).alerts,
  ]),
  toFeedGroup(clock),
  toAdmissionGroup(clock),
].flatMap(({ rules }) => rules.filter(isAlert));
/** Name → the severities that it comes with. */
const severities = new Map<string, Set<string>>();
for (const { alert, severity } of alerts)
  severities.set(alert, (severities.get(alert) ?? new Set()).add(severity));

describe('the rules', () => {
  const page =
    '## A\n\n### One, two: `x`\nbody\n```promql\na\n```\nEmpty while all is well.\n```promql\nb\n```\nnot so\n\n### Next\n';
  it('tell anchors, sections and queries', () => {
    expect(listAnchors(page)).toEqual(['a', 'one-two-x', 'next']);
    expect(findSection(page, 'One, two: `x`')).toContain('not so');
    expect(findSection(page, 'One, two: `x`')).not.toContain('Next');
    expect(findSection(page, 'None')).toBe('');
    expect(listPromqlBlocks('p', page)).toEqual([
      { page: 'p', line: 6, expression: 'a', mayBeEmpty: true },
      { page: 'p', line: 10, expression: 'b', mayBeEmpty: false },
    ]);
  });
});

it('there are many alerts', () => expect(severities.size).toBeGreaterThan(25));

describe.each([...severities])('%s', (alert, found) => {
  const section = findSection(runbook, alert);
  test.each(['Meaning', 'First query', 'Likely cause', 'Mitigation', 'Escalation'])('says its %s', (part) =>
    expect(section).toMatch(new RegExp(`^- \\*\\*${part}:\\*\\* \\S.{15,}`, 'm')));
  it('has a query', () => expect(section).toContain('```promql\n'));
  it('is where its annotation leads', () =>
    expect(anchors).toContain(toRunbookUrl(alert).replace('docs/on-call-runbook.md#', '')));
  it('stands in the triage table with its severity', () => {
    const [, named = ''] =
      new RegExp(`^\\| \\[${alert}\\]\\(#${alert.toLowerCase()}\\) \\| ([a-z ]+) \\|`, 'm').exec(runbook) ??
      [];
    expect(named.split(' or ').sort()).toEqual([...found].sort());
  });
});

it('has no section of an alert that is gone', () => {
  const headed = [...runbook.matchAll(/^### ((?:Aurora|Soak|Rollout|Synthetic)[A-Z]\w+)$/gm)].map(
    ([, name]) => name,
  );
  expect(headed.filter((name = '') => !severities.has(name))).toEqual([]);
});

it('every panel leads to a section', () => {
  const links = sources
    .flatMap(({ service, monitored }) => [
      ...Object.values(toDashboards(service, monitored)),
      ...Object.values(toRolloutDashboards(service, monitored)),
    ])
    .flatMap(listPanels)
    .flatMap((panel) => panel.links?.map(({ url = '' }) => url.split('#')[1] ?? '') ?? []);
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});

test.each([
  'on-call-runbook.md',
  'slo-tuning.md',
  'on-call-checklist.md',
])('the links within %s lead to headings', (page) => {
  const text = readFileSync(repoPath('docs', page), 'utf8');
  const local = [...text.matchAll(/\]\(([\w-]+\.md)?#([\w-]+)\)/g)].map(([, file = page, anchor]) => ({
    file,
    anchor,
  }));
  const dead = local.filter(
    ({ file, anchor = '' }) => !listAnchors(readFileSync(repoPath('docs', file), 'utf8')).includes(anchor),
  );
  expect(dead).toEqual([]);
});

describe('what is promised is what is alerted on', () => {
  test.each(MONITORED.slos)('$title', ({ id, title, objectiveRatio }) => {
    const percent = Number((objectiveRatio * 100).toFixed(3));
    expect(runbook).toContain(`| ${title} | ${percent} % |`);
    expect(runbook).toContain(`{slo="${id}"} / (1 - ${objectiveRatio})`);
  });
  test.each(Object.entries(MONITORED.thresholds))('%s', (_, { warning, critical, bad }) => {
    const word = bad === 'below' ? 'below ' : '';
    const form = (value: number) => new RegExp(`\\| ${word}\\$?${value}( %)?( and more)? `);
    const rows = runbook.split('\n').filter((row) => form(warning).test(row) && form(critical).test(row));
    expect(rows.length).toBeGreaterThan(0);
  });
});
