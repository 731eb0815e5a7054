// What `npm run rollout` takes: the command line and --help are held to this.
import type { Command } from '../../lib/core/options/command.ts';
import { choice, type Option, onOff, text } from '../../lib/core/options/option.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';

/** What each action does. */
export const ACTION_DOCS = {
  policy: 'prints what a canary is held to in an environment, as JSON',
  generate: 'writes the manifests of every environment into rollout/generated',
} as const;
export type ActionName = keyof typeof ACTION_DOCS;
export const ACTION_NAMES = Object.keys(ACTION_DOCS) as readonly ActionName[];

const OPTIONS: readonly Option[] = [
  choice('ROLLOUT_ENVIRONMENT', 'staging', ENVIRONMENTS, 'whose policy holds', { flag: 'environment' }),
  text(
    'ROLLOUT_VALUES',
    '',
    'generate: prints the manifests of this values file, and writes none; empty: writes those of every environment',
    undefined,
    { flag: 'values' },
  ),
  onOff('ROLLOUT_CHECK', 'generate: writes nothing, and fails where a file is not as it would be', {
    flag: 'check',
  }),
];

export const ROLLOUT: Command = {
  name: 'rollout',
  usage: '<action> [word] [options]',
  does: 'Decides about canaries, and shows what becomes of bad ones.',
  arguments: [
    { name: 'action', doc: ACTION_NAMES.join(', '), choices: ACTION_NAMES },
    { name: 'word', doc: 'what the action is about, where it needs to know', optional: true },
  ],
  options: OPTIONS,
  target: { none: 'it asks the servers that are named by their own options' },
  notes: [
    '',
    'Actions:',
    ...Object.entries(ACTION_DOCS).map(([name, does]) => `  ${name.padEnd(9)} ${does}`),
  ],
  examples: [['rollout -- policy --environment prod', 'what production asks of a canary']],
  exitCodes: {
    0: 'done',
    1: 'generate --check: a file is not as it would be generated',
    2: 'usage or set-up; a values file has faults',
  },
  endsInOrder: true,
};
