// The pictures of README.md, of a run that is played for them: scripts/pictures.ts starts it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { toReport } from '../../lib/core/verdict/report.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { createLook } from '../../lib/node/cli/terminal/look.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { toTerminalSvg } from './terminal.ts';

/** The one of README.md: a notice in fifty comes without its actions while the upstream is in trouble. */
const DEFECTS = 'notice_without_actions,rate=0.02,header=x-trace-id:chaos';
/** The first such answer stops the run within its first minute. */
const SOAK_DEADLINE_MS = 180_000;
const COLUMNS = 96;
const REPORT = { width: 1000, height: 640 };
/** GitHub shows them scaled; more is paid by everybody who clones. */
const MOST_BYTES = 60_000;

const { CHROMIUM_BIN = '/usr/bin/chromium' } = process.env;

/** Plays the run, and gives its folder. */
async function playRun(dir: string): Promise<string> {
  const args = ['soak', '--defects', DEFECTS, '--seed', '7', '--output-dir', dir, '--config', 'none'];
  const { code, output } = await runProgram(process.execPath, [repoPath('scripts/launch.mjs'), ...args], {
    timeoutMs: SOAK_DEADLINE_MS,
  });
  if (code !== 1) throw new Error(`the run that is to fail ended with ${code}: ${output}`);
  const [run = ''] = (await readdir(dir)).filter((name) => name.startsWith('chaos_soak_run_'));
  return join(dir, run);
}

/** The first screen of a report, as WebP. */
async function shootReport(path: string): Promise<Buffer> {
  const browser = await chromium.launch({ executablePath: CHROMIUM_BIN, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: REPORT, colorScheme: 'light' });
    await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 70 });
    return Buffer.from(data, 'base64');
  } finally {
    await browser.close();
  }
}

async function write(name: string, content: string | Buffer): Promise<void> {
  const bytes = Buffer.byteLength(content);
  if (bytes > MOST_BYTES)
    throw new Error(`docs/${name} would have ${bytes} bytes, ${MOST_BYTES} are allowed`);
  await writeFile(repoPath('docs', name), content);
  console.log(`docs/${name}  ${(bytes / 1000).toFixed(1)} kB`);
}

await withTemporaryDir('pictures', async (dir) => {
  const run = toRunFiles(await playRun(dir));
  const summary = JSON.parse(await readFile(run.summary, 'utf8')) as Summary;
  const look = createLook({ isTTY: true, columns: COLUMNS });
  const printed = `$ npm run soak -- --defects ${DEFECTS}\n${toReport(summary, { look, verbose: false })}`;
  const title =
    'The end of a run on a terminal: the verdict, the broken promise, its sample and the command that plays it again';
  await write('terminal.svg', toTerminalSvg(title, printed, COLUMNS));
  await write('report.webp', await shootReport(run.report));
});
