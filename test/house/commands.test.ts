// Every table of options in the tree, held to the same: what an option must have, and what --help must say.
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { findFault, listEnvNames, listFlags } from '../../lib/core/options/option.ts';
import { isSecretName } from '../../lib/core/text/redact.ts';
import { parseCommandLine, toHelp } from '../../lib/node/cli/command-line.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { listAllCommands } from '../../scripts/help/commands.ts';
import { GROUPS } from '../../scripts/help/groups.ts';

const COMMANDS = await listAllCommands();

const { scripts } = JSON.parse(readFileSync(repoPath('package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

test('each script of package.json that is ours is a command, and each command a script', () => {
  // One with options of its own is another name of a command.
  const ours = Object.keys(scripts).filter((name) =>
    /^node scripts\/launch\.mjs (?!.* --)/.test(scripts[name] ?? ''),
  );
  expect([...new Set(COMMANDS.map(([, { name }]) => name))].sort()).toEqual(ours.sort());
});

test('each command is told once of `npm run help`', () => {
  expect(Object.values(GROUPS).flat().sort()).toEqual(
    [...new Set(COMMANDS.map(([, { name }]) => name))].sort(),
  );
});

/** Of options under one heading of --help. */
const MOST_IN_GROUP = 20;

/** The words of an example, as a shell would hand them on. */
const toWords = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe.each(
  COMMANDS.map(([service, command]) => [`${command.name} ${service}`.trim(), command] as const),
)('%s', (_, command) => {
  const { name, options, groups = [], examples, exitCodes } = command;
  const help = toHelp(command).replace(/\s+/g, ' ');

  if (options.length > 0)
    it.each(options.map((option) => [option.env, option] as const))('%s', (env, option) => {
      expect(env).toMatch(/^[A-Z][A-Z\d_]*$/);
      expect(option.doc).not.toBe('');
      for (const flag of listFlags(option)) expect(flag).toMatch(/^--[a-z\d]+(-[a-z\d]+)*$/);
      if (option.fallback !== '') expect(findFault(option, option.fallback)).toBeUndefined();
      // A default that is a secret would be one that everybody knows.
      if (option.secret) expect(option.fallback).toBe('');
      for (const one of [...listFlags(option), ...listEnvNames(option)]) expect(help).toContain(one);
    });

  it('has them in groups that a screen holds, each of its own options', () => {
    const listed = groups.flatMap(([, names]) => names);
    expect(listed.filter((env) => !options.some((option) => option.env === env))).toEqual([]);
    const sizes = groups.map(([, names]) => names.length);
    const others = options.filter(({ env }) => !listed.includes(env)).length;
    expect(Math.max(others, ...sizes)).toBeLessThanOrEqual(MOST_IN_GROUP);
    for (const [heading] of groups) expect(help).toContain(` ${heading}: --`);
  });

  it('has no two options with one name', () => {
    const names = options.flatMap((option) => [...listFlags(option), ...listEnvNames(option)]);
    expect(names.filter((one, n) => names.indexOf(one) < n)).toEqual([]);
  });

  it('says of each option whose name is that of a secret that it is one', () => {
    const silent = options.filter(
      ({ env, kind, secret }) => kind === 'text' && isSecretName(env) && secret !== true,
    );
    expect(silent).toEqual([]);
  });

  it.each([60, 80, 200])('is told at %i columns', (columns) => {
    for (const line of toHelp(command, { columns }).split('\n')) {
      // A command that is copied stays in one piece.
      const isWhole = /^(?:Usage: )?npm run |^`/.test(line.trim());
      if (!isWhole) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  it('is told in one way: usage, a sentence, options, examples, exit codes', () => {
    expect(help).toMatch(new RegExp(`^Usage: npm run ${name} -- `));
    expect(help).toContain(command.does);
    expect(command.does).toMatch(/\.$/);
    expect(help).toMatch(/ --help this text .*Examples: .*Exit code: /);
    for (const means of Object.values(exitCodes)) expect(help).toContain(means);
  });

  it.each(examples)('the example %s is a command line of it', (line) => {
    const [called, dashes, ...words] = toWords(line);
    expect([called, dashes]).toEqual([name, words.length > 0 ? '--' : undefined]);
    expect(parseCommandLine(command, words, {})).toBeDefined();
  });
});
