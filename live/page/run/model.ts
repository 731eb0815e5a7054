// What the page shows: a digest, and what came of it where that is known.
import type { DigestData } from '../../../lib/core/digest/data.ts';
import type { ReportData } from '../../../lib/core/digest/report-data.ts';
import type { Verdict } from '../../../lib/core/verdict/verdict.ts';

export interface Model {
  readonly digest: DigestData;
  readonly verdict: Verdict | null;
  /** Of a finished run that is read from a file; null while it is watched. */
  readonly report: ReportData | null;
}
