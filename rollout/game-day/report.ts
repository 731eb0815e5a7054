// The report of a game day: what an auditor is handed, and what he does with it.

import { escapeMarkup } from '../../lib/core/text/escape.ts';
import type { VerifiedRecord } from '../../lib/node/evidence/verify-log.ts';
import { toDrillChart } from '../drills/figures/chart.ts';
import { toPage, toTable } from '../drills/figures/page.ts';
import { toScrolled } from '../drills/figures/scrolled.ts';
import type { DrillRun } from '../drills/run-drill.ts';
import type { PartResult } from './parts.ts';

export interface GameDayReport {
  readonly parts: readonly PartResult[];
  readonly runs: readonly DrillRun[];
  readonly records: readonly VerifiedRecord[];
  /** Why the day broke off; undefined where it came to its end. */
  readonly broke: string | undefined;
  /** SHA-256 of the last record, which commits to all before it; undefined where there is no log. */
  readonly head: string | undefined;
  /** SHA-256 of the public key. */
  readonly keyId: string;
  readonly commit: string;
  readonly startedAt: string;
  readonly endedAt: string;
}

/** Where the parts of the folder lie. */
export const PLACES = {
  report: 'report.html',
  facts: 'game-day.json',
  evidence: 'evidence',
  publicKey: 'evidence.pub',
  howTo: 'HOW-TO-VERIFY.md',
} as const;

export const hasPassed = (parts: readonly PartResult[]): boolean =>
  parts.length > 0 && parts.every(({ outcome }) => outcome === 'pass');

const listCommands = ({ head, commit, records }: GameDayReport): readonly string[] => [
  `git checkout ${commit} && npm ci`,
  [
    `npm run evidence -- verify ${PLACES.evidence} --keys ${PLACES.publicKey}`,
    ...(head === undefined ? [] : [`--expect-head ${head}`, `--expect-count ${records.length}`]),
  ].join(' '),
];

/** How somebody who believes nobody verifies the folder. */
export function toHowTo(report: GameDayReport): string {
  const { head, keyId } = report;
  return `# How to verify this game day

What you need: this folder, the repository, and, by a way that is not this folder, the two values below. Whoever could change the folder
could change them here, too.

| value | |
|---|---|
| public key (SHA-256 of its SubjectPublicKeyInfo) | \`${keyId}\` |
| head of the evidence log (SHA-256 of its last record) | \`${head ?? 'none'}\` |

The key was made for this game day alone. Its private half was never in this folder, and was removed when the day was over.

\`\`\`sh
${listCommands(report).join('\n')}
openssl pkey -pubin -in ${PLACES.publicKey} -outform DER | sha256sum
\`\`\`
Exit code 0 says that no record was changed, removed, added or moved, and that each was signed by that key. Each record is a Sigstore bundle
of an in-toto statement: cosign and any other tool that knows these reads it, too. \`${PLACES.facts}\` holds the figures of the day.
`;
}

/** `2026-01-31T12:00:00.000Z` as a person reads it; what is no such time as it is. */
const toMoment = (at: string) => at.replace(/^(\S{10})T(\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z$/, '$1 $2');
const code = (text: string) => `<code>${escapeMarkup(text)}</code>`;

/** The page. It loads nothing, and runs nothing. */
export function toReportPage(report: GameDayReport): string {
  const { parts, runs, records, broke, head, keyId, commit, startedAt, endedAt } = report;
  const passed = parts.filter(({ outcome }) => outcome === 'pass').length;
  const title = `Game day: ${hasPassed(parts) ? 'passed' : 'failed'}`;
  const told = parts.map(({ title: what, outcome, text }) => [
    escapeMarkup(what),
    `<span class="${outcome}">${outcome}</span>`,
    `<span class="free">${escapeMarkup(text)}</span>`,
  ]);
  const drills = runs.map(({ drill, sightings, reasons }) =>
    [
      `<h3>${escapeMarkup(drill.canary.why)}</h3>`,
      toScrolled(
        'wide',
        `Chart: ${drill.canary.why}`,
        toDrillChart(
          sightings,
          'calls a second (blue), those that failed (red), share of the new version (line, right)',
        ),
      ),
      ...(reasons.length === 0
        ? []
        : [`<ul>${reasons.map((reason) => `<li>${escapeMarkup(reason)}</li>`).join('')}</ul>`]),
    ].join('\n'),
  );
  const listed = records.map(({ index, kind, statement, sha256 }) => {
    const { at, outcome, actor } = statement.predicate;
    const subjects = statement.subject.map(
      ({ name, digest }) => `${name}@${digest.sha256?.slice(0, 12) ?? digest.gitCommit}`,
    );
    return [
      String(index),
      escapeMarkup(toMoment(at)),
      escapeMarkup(kind),
      escapeMarkup(outcome),
      escapeMarkup(actor),
      code(subjects.join(', ')),
      code(sha256.slice(0, 16)),
    ];
  });
  const evidence = toTable(['record', 'at, UTC', 'kind', 'outcome', 'by', 'about', 'SHA-256'], listed);
  const content = `<p class="sub">${passed} of ${parts.length} parts passed. ${escapeMarkup(toMoment(startedAt))} to ${escapeMarkup(toMoment(endedAt))} UTC, commit ${code(commit)}.</p>
${broke === undefined ? '' : `<p class="fail">It broke off: ${escapeMarkup(broke)}</p>`}
<h2>What happened</h2>
${toTable(['part', 'outcome', 'what was seen'], told)}
<h2>What the users got</h2>
${drills.join('\n')}
<h2>The evidence</h2>
<p>${records.length} records, signed by the key ${code(keyId)}; the head of the log is ${code(head ?? 'none')}. Each part above counts only where
a record says so that was verified with the public key alone.</p>
${toScrolled('wide', 'Records of the evidence log', evidence)}
<h2>How to verify it</h2>
<p>Compare the key and the head with what you were told by another way than this folder. <code>${PLACES.howTo}</code> says more.</p>
<pre>${listCommands(report).map(escapeMarkup).join('\n')}</pre>`;
  return toPage(title, content);
}
