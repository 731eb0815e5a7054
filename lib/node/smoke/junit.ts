// A smoke as JUnit XML: one testcase a check, so that CI shows what was broken by its name.
import junit from 'junit-report-builder';
import { type SmokeReport, toFinding } from '../../core/smoke/report.ts';

/** A failure for what is broken, an error for what could not be told. Texts are without control characters, which XML has no place for. */
export function toJunit(report: SmokeReport): string {
  const builder = junit.newBuilder();
  const suite = builder
    .testSuite()
    .name(report.name)
    .timestamp(report.started_at)
    .time(report.duration_ms / 1000);
  for (const check of report.checks) {
    const test = suite.testCase().className(`${report.name}.${check.lang}`).name(check.id);
    // Half a surrogate pair has no place in XML either.
    const text = `${toFinding(check)} (${check.call}: ${check.why})`.replace(/\p{Cs}/gu, '');
    if (check.outcome === 'skipped') test.skipped();
    else if (check.outcome === 'fail') test.failure(text, 'fail');
    else if (check.outcome === 'inconclusive') test.error(text, 'inconclusive');
  }
  return builder.build();
}
