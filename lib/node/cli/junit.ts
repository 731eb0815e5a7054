// Suites of checks as JUnit XML, so that CI shows what was broken by its name.
import type { CheckSuite } from '../../core/release/release-schema.ts';
import { escapeMarkup } from '../../core/text/escape.ts';

/**
 * A failure for what is broken, an error for what is inconclusive, each with its reason, as what was skipped or left out has. Texts are without
 * control characters, which XML has no place for.
 */
export async function toJunit(suites: readonly CheckSuite[]): Promise<string> {
  // Loaded when a suite is written: it takes longer to load than most commands to start.
  const { default: junit } = await import('junit-report-builder');
  const builder = junit.newBuilder();
  const reasons: string[] = [];
  for (const { name, started_at: startedAt, duration_ms: durationMs, cases } of suites) {
    const suite = builder
      .testSuite()
      .name(name)
      .timestamp(startedAt)
      .time(durationMs / 1000);
    for (const { group, name: caseName, outcome, text } of cases) {
      const test = suite.testCase().className(`${name}.${group}`).name(caseName);
      // Half a surrogate pair has no place in XML either.
      const shown = text.replace(/\p{Cs}/gu, '');
      if (outcome === 'skipped' || outcome === 'left_out') {
        test.skipped();
        reasons.push(shown);
      } else if (outcome === 'fail') test.failure(shown, 'fail');
      else if (outcome === 'inconclusive') test.error(shown, 'inconclusive');
    }
  }
  // The builder has no place for the reason of a skip. It writes these elements in the order of the cases, and no text as markup.
  return builder.build().replaceAll('<skipped/>', () => {
    const reason = reasons.shift() ?? '';
    return `<skipped message="${escapeMarkup(reason)}"/>`;
  });
}
