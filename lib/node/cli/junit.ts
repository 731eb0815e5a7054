// Suites of checks as JUnit XML, so that CI shows what was broken by its name.
import junit from 'junit-report-builder';
import type { CheckSuite } from '../../core/release/release-schema.ts';

/** A failure for what is broken, an error for what is inconclusive. Texts are without control characters, which XML has no place for. */
export function toJunit(suites: readonly CheckSuite[]): string {
  const builder = junit.newBuilder();
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
      if (outcome === 'skipped') test.skipped();
      else if (outcome === 'fail') test.failure(shown, 'fail');
      else if (outcome === 'inconclusive') test.error(shown, 'inconclusive');
    }
  }
  return builder.build();
}
