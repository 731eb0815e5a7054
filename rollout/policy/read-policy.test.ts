// The three policies have no fault; everything that a person may get wrong is told by line and column.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';
import { toPolicyHash } from './policy-hash.ts';
import type { ReleasePolicy } from './policy-schema.ts';
import { readFacts, readReleasePolicy, readReleasePolicyText } from './read-policy.ts';

const PROD = readFileSync(repoPath('rollout/policy/prod.yaml'), 'utf8');
const read = (text: string) => readReleasePolicyText('p', text);
const listFaults = (text: string) => {
  const reading = read(text);
  return 'faults' in reading ? reading.faults : [];
};
const readGood = (text: string): ReleasePolicy => {
  const reading = read(text);
  if ('faults' in reading) throw new Error(reading.faults.join('\n'));
  return reading.policy;
};
/** The line and column of a text in the changed file. */
const findPlace = (text: string, part: string) => {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
};

test.each(ENVIRONMENTS)('%s has no fault', async (environment) => {
  const reading = await readReleasePolicy(repoPath(`rollout/policy/${environment}.yaml`));
  expect(reading).toMatchObject({ policy: { version: 1, environment } });
});

describe('a fault', () => {
  // From, to, at which part of the changed file, what is said.
  test.each<[string, string, string, string, string]>([
    [
      'an unknown key',
      'evidenceMaxAgeS:',
      'evidenceMaxAge:',
      'evidenceMaxAge:',
      'Did you mean evidenceMaxAgeS?',
    ],
    ['a missing key', 'maxSkewS: 5\n', '', 'version: 1', 'it has no maxSkewS, which is required'],
    ['another version', 'version: 1', 'version: 2', '2\n', 'version must be 1'],
    ['a wrong type', 'imageByDigest: true', 'imageByDigest: "yes"', '"yes"', 'must be true or false'],
    ['an unknown weekday', '[fri]', '[fry]', 'fry', 'Did you mean fri?'],
    ['a weekday twice', '[fri]', '[fri, fri]', '[fri, fri]', 'duplicate'],
    ['an hour that no clock shows', '"16:00"', '"25:00"', '"25:00"', 'does not have the form of its kind'],
    ['an hour without quotes', '"09:00", to: "16:00"', '09:00, to: 960', '960', 'must be a text'],
    [
      'a window without length',
      '"12:00"',
      '"09:00"',
      '"09:00" }\nholidays',
      'for a whole day give from 00:00',
    ],
    ['an unknown zone', 'Europe/Berlin', 'Europe/Belin', 'Europe/Belin', 'Did you mean Europe/Berlin?'],
    ['an offset for a zone', 'Europe/Berlin', '"+01:00"', '"+01:00"', 'no time zone of the IANA'],
    ['a day that is none', '2027-03-26', '2027-02-29', '2027-02-29', 'no day of the calendar'],
    [
      'a last day that is none',
      'knownUntil: 2027-12-31',
      'knownUntil: 2027-11-31',
      '2027-11-31',
      'no day of the calendar',
    ],
    [
      'a holiday behind the last day',
      'knownUntil: 2027-12-31',
      'knownUntil: 2027-12-25',
      '2027-12-26',
      'later than knownUntil',
    ],
    [
      'a freeze that ends before it begins',
      'to: 2027-01-04T09:00',
      'to: 2026-01-04T09:00',
      '2026-01-04T09:00',
      'not later than',
    ],
    [
      'a freeze on no day',
      'from: 2026-12-18T12:00',
      'from: 2026-12-32T12:00',
      '2026-12-32T12:00',
      'no day of the calendar',
    ],
    ['an unknown pace', 'pace: slow', 'pace: slwo', 'slwo', 'Did you mean slow?'],
    ['a pace twice', 'pace: slow', 'pace: fast', 'fast, ifBroken: hold', 'twice'],
    ['an unknown profile', 'profile: gate', 'profile: gtae', 'gtae', 'Did you mean gate?'],
    ['an age of nothing', 'maxAgeS: 86400', 'maxAgeS: 0', '0 }', 'must be more than 0'],
    [
      'a clause that nobody may set aside',
      'window, freeze, limit]',
      'signature]',
      'signature]',
      'must be one of',
    ],
    [
      'more approvals than people',
      'approvals: 1',
      'approvals: 3',
      '3\n  maxMinutes',
      'nobody could ever override',
    ],
    ['a star within an image', 'aurora/*', '*/aurora', 'registry.example/*/aurora', 'does not have the form'],
    [
      'an image with a tag',
      'aurora/*',
      'aurora/app:1',
      'registry.example/aurora/app:1',
      'does not have the form',
    ],
    ['a share past 1', 'minLeftRatio: 0.1', 'minLeftRatio: 10', '10\n', 'must be at most 1'],
    [
      'more signers than there are',
      'of: manifest, atLeast: 1',
      'of: manifest, signers: [a], atLeast: 2',
      '2 }',
      'only 1 may',
    ],
    ['the same signed twice', 'of: manifest', 'of: image', 'image, atLeast: 1 }\ngate', 'twice'],
    ['a rule that is no condition', 'duration("2h")', 'duration("2h"', 'facts.rollbacks', 'character'],
    [
      'a rule about nothing known',
      'facts.rollbacks',
      'facts.rolbacks',
      'facts.rolbacks',
      'No such key: rolbacks at character 7',
    ],
    [
      'a rule that is no yes or no',
      'facts.rollbacks.all(time, facts.at - time > duration("2h"))',
      'facts.rollbacks',
      'facts.rollbacks',
      'must be true or false',
    ],
    [
      'a consequence that is none',
      'pace: slow, ifBroken: hold',
      'pace: slow, ifBroken: rollback',
      'rollback }',
      'must be one of hold, take-back',
    ],
  ])('%s', (_, from, to, part, says) => {
    const text = PROD.replace(from, to);
    expect(text).not.toBe(PROD);
    const faults = listFaults(text);
    expect(faults.join('\n')).toContain(`p:${findPlace(text, part)}: `);
    expect(faults.join('\n')).toContain(says);
  });

  test.each([
    ['own burns over one window', 'long: 1h, short: 1h', 'is not shorter than 1h'],
    ['own burns over a longer one', 'long: 1h, short: 6h', 'is not shorter than 1h'],
    ['a window that nobody records', 'long: 2h, short: 5m', 'must be one of 5m, 30m, 1h, 6h, 3d'],
  ])('%s', (_, windows, says) => {
    const own = `    ownBurns:\n      - { id: own, factor: 2, ${windows}, ifBroken: hold }\nallowedImages`;
    expect(listFaults(PROD.replace('allowedImages', own)).join()).toContain(says);
  });

  it('of a file that is not there', async () => {
    expect(await readReleasePolicy('/nowhere.yaml')).toEqual({
      faults: [expect.stringMatching(/^\/nowhere.yaml:1:1: it cannot be read/)],
    });
  });
});

it('facts are read from YAML or JSON, and their faults told', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'aurora-facts-'));
  const file = join(dir, 'facts.json');
  await writeFile(file, JSON.stringify({ environment: 'prod', image: 'a' }));
  expect(await readFacts(file)).toEqual({ facts: { environment: 'prod', image: 'a' } });
  await writeFile(file, 'enviroment: prod\nrollbacks: [yesterday]\n');
  expect(await readFacts(file)).toEqual({
    faults: [
      expect.stringContaining(`${file}:1:1: enviroment is an unknown key (Did you mean environment?)`),
      expect.stringContaining(`${file}:2:13: rollbacks[0] does not have the form of its kind`),
    ],
  });
  await rm(dir, { recursive: true });
});

describe('the hash of a policy', () => {
  it('is that of what it says', () => {
    const lines = PROD.trimEnd().split('\n');
    const commented = readGood(`${lines.join(' # a comment\n')}\n`);
    expect(toPolicyHash(commented)).toBe(toPolicyHash(readGood(PROD)));
    const moved = readGood(
      PROD.replace('maxSkewS: 5\n', '').replace('version: 1', 'maxSkewS: 5\nversion: 1'),
    );
    expect(toPolicyHash(moved)).toBe(toPolicyHash(readGood(PROD)));
    expect(toPolicyHash(readGood(PROD))).toMatch(/^[0-9a-f]{64}$/);
  });
  test.each([
    ['a figure', 'maxSkewS: 5', 'maxSkewS: 6'],
    ['a minute', '"16:00"', '"16:01"'],
    ['a name', 'on-call', 'oncall'],
    ['the order of a list', 'window, freeze', 'freeze, window'],
    ['a condition', '"2h"', '"3h"'],
  ])('is another with another %s', (_, from, to) => {
    expect(toPolicyHash(readGood(PROD.replace(from, to)))).not.toBe(toPolicyHash(readGood(PROD)));
  });
});
