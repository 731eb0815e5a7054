// What `npm run rollout` takes: the command line and --help are held to this.
import type { Command } from '../../lib/core/options/command.ts';
import { choice, type Option } from '../../lib/core/options/option.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';

/** What each action does. */
export const ACTION_DOCS = {
  policy: 'prints what a canary is held to in an environment, as JSON',
} as const;
export type ActionName = keyof typeof ACTION_DOCS;
export const ACTION_NAMES = Object.keys(ACTION_DOCS) as readonly ActionName[];

const OPTIONS: readonly Option[] = [
  choice('ROLLOUT_ENVIRONMENT', 'staging', ENVIRONMENTS, 'whose policy holds', { flag: 'environment' }),
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
  exitCodes: { 0: 'done', 2: 'usage or set-up' },
  endsInOrder: true,
};
