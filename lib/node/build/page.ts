// live/page as one file of HTML: its style and script inlined, nothing fetched from anywhere.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import { toInlineJson } from '../../core/digest/inline-json.ts';
import type { ReportData } from '../../core/digest/report-data.ts';
import { keptPath, repoPath } from '../files/paths.ts';
import type { LoadedService } from '../service/load-service.ts';
import { toServicePlugin } from './bundle.ts';

/** Builds the page that follows the feed at `sse` beside it, for runs of this service. */
export async function buildPage(loaded: LoadedService): Promise<string> {
  return (await buildParts(toRunPage(loaded), "'self'"))('');
}

/** The report of a run as a page: built, and still without the run. */
export type FillReport = (data: ReportData) => string;

/**
 * Builds the report of runs: the same page with the run inside, which may fetch nothing at all. A run builds it before its load
 * begins: the bundler is a process beside us, and a Ctrl-C on the terminal ends that too.
 * @throws Error naming the source that cannot be built
 */
export async function buildReport(loaded: LoadedService): Promise<FillReport> {
  const fill = await buildParts(toRunPage(loaded), "'none'");
  return (data) => fill(toInlineJson(data));
}

/**
 * Builds a page of what is over, of no one service, with `data` inside; it may fetch nothing at all.
 * @throws Error naming the source that cannot be built
 */
export async function buildStillPage(name: 'history' | 'compare', data: unknown): Promise<string> {
  const page: PageSources = {
    script: `live/page/${name}/main.ts`,
    style: 'live/page/still/style.css',
    content: 'live/page/still/page.html',
    plugins: [],
  };
  return (await buildParts(page, "'none'"))(toInlineJson(data));
}

/** The head and the ends of every page. */
const SHELL = 'live/page/shell.html';

/** What a page is made of, by its paths in the repository. */
interface PageSources {
  readonly script: string;
  readonly style: string;
  /** What stands in its body. */
  readonly content: string;
  readonly plugins: Plugin[];
}

const toRunPage = (loaded: LoadedService): PageSources => ({
  script: 'live/page/run/main.ts',
  style: 'live/page/style.css',
  content: 'live/page/run/page.html',
  plugins: [toServicePlugin(loaded)],
});

/**
 * @returns what makes the page of its data
 * @throws Error naming the source that cannot be built
 */
async function buildParts(page: PageSources, connect: string): Promise<(data: string) => string> {
  const { outputFiles } = await build({
    entryPoints: [repoPath(page.script), repoPath(page.style)],
    outdir: keptPath('dist'),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    plugins: page.plugins,
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
    absWorkingDir: repoPath(),
  });
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  const script = toInlineScript(textOf('.js'));
  const style = textOf('.css');
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    'img-src data:',
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const content = await readFile(repoPath(page.content), 'utf8');
  const template = (await readFile(repoPath(SHELL), 'utf8')).replace('<!-- page -->', () => content.trim());
  // In one pass: what a service said may hold the mark of another place.
  const marks = /default-src 'none'|\/\* (?:style|script) \*\/|<script type="application\/json" id="run">/g;
  return (data) => {
    const places: Readonly<Record<string, string>> = {
      "default-src 'none'": policy,
      '/* style */': style,
      '<script type="application/json" id="run">': `<script type="application/json" id="run">${data}`,
      '/* script */': script,
    };
    return template.replace(marks, (mark) => places[mark] ?? mark);
  };
}

const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** A script that ends where it ends, whatever its strings hold. */
const toInlineScript = (script: string) =>
  script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
