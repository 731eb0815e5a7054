// The rule files that a configuration of Prometheus names, and whether Prometheus would take them.
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { toList, toObject } from '../../lib/core/text/json.ts';
import { toPlain } from '../../lib/core/text/plain-text.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

const PROMTOOL_DEADLINE_MS = 60_000;
const MAX_SAID_CHARS = 400;

/**
 * The rule files that a configuration names: path → text.
 * @param configFile on this machine
 * @throws OptionError where one cannot be read
 */
export async function readRuleFiles(configFile: string): Promise<Readonly<Record<string, string>>> {
  const config = toObject(parse(await readText(configFile)));
  const patterns = toList(config.rule_files).map((pattern) => resolve(dirname(configFile), String(pattern)));
  const files = (await Promise.all(patterns.map(expand))).flat();
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readText(file)] as const)),
  );
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OptionError(
      `${file} cannot be read on this machine (${error.code}); give the configuration of Prometheus with --config`,
    );
  });
}

/** The files of a pattern: one `*`, in its last part. @throws OptionError for another */
async function expand(pattern: string): Promise<readonly string[]> {
  const name = basename(pattern);
  const [start = '', end, ...more] = name.split('*');
  if (more.length > 0 || /[*?[]/.test(dirname(pattern)) || /[?[]/.test(name))
    throw new OptionError(
      `rule_files names ${pattern}: only one * in the name of the file is understood here`,
    );
  if (end === undefined) return [pattern];
  const names = await readdir(dirname(pattern)).catch(() => []);
  const fitting = names.filter(
    (one) => one.length >= start.length + end.length && one.startsWith(start) && one.endsWith(end),
  );
  return fitting.sort().map((one) => join(dirname(pattern), one));
}

/**
 * Why Prometheus would not take a configuration or a rule file, by promtool; undefined where it would.
 * @param what `config` checks the rule files that it names too
 * @throws ToolError, StartError
 */
export async function findRuleFault(what: 'config' | 'rules', file: string): Promise<string | undefined> {
  const promtool = await ensureTool('promtool');
  const { code, output } = await runProgram(promtool, ['check', what, file], {
    timeoutMs: PROMTOOL_DEADLINE_MS,
  });
  if (code === 0) return undefined;
  const lines = output.split('\n').map((line) => line.trim());
  const at = lines.findIndex((line) => line.startsWith('FAILED'));
  const said = lines.slice(Math.max(0, at)).filter((line) => line !== '' && line !== 'FAILED:');
  return toPlain(said.slice(0, 3).join(' '), MAX_SAID_CHARS);
}
