// New rules into a running Prometheus: checked before, read back after.
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { writeIfOther } from '../../lib/node/files/write-whole.ts';
import { loadService } from '../../lib/node/service/load-service.ts';
import { listDifferences, parseRuleFiles } from '../checks/same-rules.ts';
import { toNamed } from '../checks/step.ts';
import { type LocalSetup, listRuleFiles } from '../servers/configuration.ts';
import { findConfigFile, readSetup } from '../servers/local-setup.ts';
import { formatQuery, readRules, reloadConfiguration } from '../servers/prometheus.ts';
import { findRuleFault, readRuleFiles } from '../servers/rule-files.ts';
import { type Action, type ActionContext, RefusedError, refuseWord } from './context.ts';

const OLD_STAY = 'the old rules keep running';

/** Has the rule files checked, makes Prometheus read them, and reads them back. */
export const runReload: Action = async (context) => {
  refuseWord(context, 'reload');
  const { prometheus, say } = context;
  const configFile = await chooseConfigFile(context);
  const setup = await readSetup(dirname(configFile));
  if (setup) await writeRules(join(dirname(configFile), 'rules'), setup);
  const fault = await findRuleFault('config', configFile);
  if (fault !== undefined) throw new RefusedError(`${fault}; ${OLD_STAY}`);
  const files = await readRuleFiles(configFile);
  await reloadConfiguration(prometheus).catch((error: Error) => {
    error.message += `; ${OLD_STAY}`;
    throw error;
  });
  const written = parseRuleFiles(
    Object.fromEntries(Object.entries(files).map(([file, text]) => [basename(file), text])),
  );
  const differences = await listDifferences(written, await readRules(prometheus), (expr) =>
    formatQuery(prometheus, expr),
  );
  if (differences.length > 0)
    throw new RefusedError(
      `Prometheus was reloaded, and its rules are not those of ${configFile}: ${toNamed(differences)}; give the configuration that it reads with --config`,
    );
  const rules = written.flatMap((group) => group.rules);
  say(`${rules.length} rules in ${written.length} groups are loaded, as written`);
  return 0;
};

/** @throws OptionError where it is not on this machine; ApiError */
async function chooseConfigFile({ options, prometheus }: ActionContext): Promise<string> {
  const given = options.text('MONITORING_CONFIG');
  if (given !== '') return resolve(given);
  const told = await findConfigFile(prometheus);
  if (told !== undefined) return told;
  throw new OptionError(
    'Prometheus does not say by an absolute path which configuration it reads; give it with --config',
  );
}

/** Generates the rules of a Prometheus of `up` anew. @throws RefusedError where they do not parse: nothing is written then */
async function writeRules(rulesDir: string, setup: LocalSetup): Promise<void> {
  const rules = await listRuleFiles(await loadService(setup.service), setup);
  await withTemporaryDir('rules', async (dir) => {
    for (const [name, text] of Object.entries(rules)) {
      await writeFile(join(dir, name), text);
      const fault = await findRuleFault('rules', join(dir, name));
      if (fault !== undefined) throw new RefusedError(`${fault}; ${OLD_STAY}`);
    }
  });
  await mkdir(rulesDir, { recursive: true });
  for (const [name, text] of Object.entries(rules)) await writeIfOther(join(rulesDir, name), text);
}
