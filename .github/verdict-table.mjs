// The verdicts under OUTPUT_DIR as Markdown, for the summary page of a workflow run. Plain Node: it must work after a step that failed.
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { OUTPUT_DIR: dir = 'results', GITHUB_STEP_SUMMARY: page } = process.env;
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

const runs = existsSync(dir) ? readdirSync(dir).filter((name) => name.startsWith('chaos_soak_run_')) : [];
const sections = runs.sort().flatMap((run) => {
  // The run has said it in Markdown itself, unless it is of an older suite.
  const markdown = join(dir, run, 'summary.md');
  if (existsSync(markdown)) return [readFileSync(markdown, 'utf8')];
  const file = join(dir, run, 'summary.json');
  if (!existsSync(file))
    return [`## ${run}: no verdict`, 'It ended before it had one; see the log of its step.'];
  const { verdict, base, seed, profile } = JSON.parse(readFileSync(file, 'utf8'));
  return [
    `## ${verdict.outcome}: ${profile}, ${base}, seed ${seed}`,
    verdict.because,
    '',
    '| gate | outcome | what was seen |',
    '|---|---|---|',
    ...verdict.gates.map((gate) => `| \`${gate.id}\` | ${gate.outcome} | ${cell(gate.because)} |`),
    '',
  ];
});
const text = `${(runs.length > 0 ? sections : ['## no run', 'It did not get that far; see the log.']).join('\n')}\n`;
if (page) appendFileSync(page, text);
else process.stdout.write(text);
