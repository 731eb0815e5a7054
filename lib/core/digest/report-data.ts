// What report.html carries of a run, bounded so that the file stays under 1 MB.
import type { FailureRow } from '../journal/events.ts';
import { toCommand } from '../plan/reproduce.ts';
import type { Service } from '../service/service.ts';
import type { Summary } from '../verdict/summary-schema.ts';
import type { DigestData } from './data.ts';
import { toInlineJson } from './inline-json.ts';

export interface ReportData {
  /** The run's folder, by its name. */
  readonly name: string;
  readonly digest: DigestData;
  readonly summary: Summary;
  /** The latest last, whole but for long bodies. */
  readonly failures: readonly FailureRow[];
  /** Failing samples and chaos windows that were left out for the size; all of them are in the run's folder. */
  readonly leftOut: { readonly failures: number; readonly windows: number };
  /** The command that plays this run again. */
  readonly command: string;
}

/** What all failing samples together may take, in bytes as they are written into the page. */
const MAX_FAILURE_BYTES = 200_000;
const MAX_BODY_CHARS = 4_000;
/** Of an answer that a gate points to: cut JSON has no line that can be marked. */
const MAX_POINTED_CHARS = 32_000;
/** Windows with all that is known of each. A day has 24. */
const MAX_WINDOWS = 168;

/** Of JSON, in UTF-8; k6 has no TextEncoder, and what is in core must run there too. JSON has no half surrogate pairs. */
const countBytes = (json: string) => encodeURIComponent(json).replace(/%../g, '_').length;

const CUT = '… (cut; the whole is in failures/)';
const cutBody = (body: string, most = MAX_BODY_CHARS) =>
  body.length > most ? `${body.slice(0, most)}${CUT}` : body;

/** The data of a run's report. */
export function toReportData(
  service: Service,
  run: {
    readonly name: string;
    readonly digest: DigestData;
    readonly summary: Summary;
    readonly failures: readonly FailureRow[];
  },
): ReportData {
  const { name, digest, summary } = run;
  const failures: FailureRow[] = [];
  let bytes = 0;
  const pointed = new Set(summary.verdict.gates.map(({ sample }) => sample && `${sample.n}.${sample.call}`));
  for (const row of run.failures.toReversed()) {
    const isPointed = pointed.has(`${row.n}.${row.call}`);
    const short = {
      ...row,
      body: cutBody(row.body, isPointed ? MAX_POINTED_CHARS : MAX_BODY_CHARS),
      request: { ...row.request, body: cutBody(row.request.body) },
    };
    bytes += countBytes(toInlineJson(short));
    if (bytes > MAX_FAILURE_BYTES) break;
    failures.unshift(short);
  }
  const windows = summary.chaos_windows.slice(-MAX_WINDOWS);
  return {
    name,
    digest,
    summary: { ...summary, chaos_windows: windows },
    failures,
    leftOut: {
      failures: run.failures.length - failures.length,
      windows: summary.chaos_windows.length - windows.length,
    },
    command: digest.run ? toCommand(service, digest.run.options) : '',
  };
}
