import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { HASH_LABEL, type ReplicaSetObject, type RolloutObject } from './rollout-objects.ts';
import { noteStable, openStableMemory, toRelease } from './stable-before.ts';

const toSet = (hash: string, revision: number, bornS: number): ReplicaSetObject => ({
  metadata: {
    name: `shop-${hash}`,
    labels: { [HASH_LABEL]: hash },
    annotations: { 'rollout.argoproj.io/revision': String(revision) },
    creationTimestamp: new Date(bornS * 1_000).toISOString(),
  },
});
const toRollout = (stableRS: string, currentPodHash: string, uid = 'u'): RolloutObject => ({
  metadata: { name: 'shop', uid },
  status: { stableRS, currentPodHash },
});
const A = toSet('a', 1, 10);
const B = toSet('b', 2, 20);

describe('what is noted of a look', () => {
  test.each<[string, RolloutObject, readonly ReplicaSetObject[], Record<string, string>]>([
    ['a canary', toRollout('a', 'b'), [A, B], { 'u b 2': 'a' }],
    ['a canary of another Rollout of this name', toRollout('a', 'b', 'v'), [A, B], { 'v b 2': 'a' }],
    ['a canary that is released again', toRollout('c', 'b'), [toSet('b', 4, 20), A], { 'u b 4': 'c' }],
    ['nothing of a version that has all the users', toRollout('b', 'b'), [A, B], {}],
    ['nothing of the first version of all', toRollout('', 'b'), [B], {}],
    ['nothing of a version on its way back', toRollout('b', 'a'), [toSet('a', 3, 10), B], {}],
    ['nothing of a version without its ReplicaSet', toRollout('a', 'b'), [A], {}],
  ])('%s', (_, rollout, sets, noted) => expect(noteStable({}, rollout, sets)).toEqual(noted));

  it('takes the place of what was noted of the same release', () =>
    expect(noteStable({ 'u b 2': 'x' }, toRollout('a', 'b'), [A, B])).toEqual({ 'u b 2': 'a' }));

  it('is bounded, and the oldest goes', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`u v ${n}`, 'x']));
    const noted = noteStable(many, toRollout('a', 'b'), [A, B]);
    expect([Object.keys(noted).length, noted['u v 0'], noted['u b 2']]).toEqual([1_000, undefined, 'a']);
  });
});

describe('the memory', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aurora-stable-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const open = async (at = dir) => {
    const told: string[] = [];
    return { ...(await openStableMemory(at, (line) => void told.push(line))), told };
  };
  const release = toRelease(toRollout('a', 'b'), B);

  it('outlives whoever wrote it', async () => {
    await (await open(join(dir, 'new'))).note(toRollout('a', 'b'), [A, B]);
    const { recall, told } = await open(join(dir, 'new'));
    expect([recall(release), recall('u b 3'), told]).toEqual(['a', '', []]);
  });

  test.each([
    '',
    '{',
    '[]',
    '{"u b 2":1}',
  ])('believes nothing of a file that holds %j, and says so', async (held) => {
    await writeFile(join(dir, 'stable-before.json'), held);
    const { recall, told, note } = await open();
    expect([recall(release), told.length]).toEqual(['', 1]);
    await note(toRollout('a', 'b'), [A, B]);
    expect(JSON.parse(await readFile(join(dir, 'stable-before.json'), 'utf8'))).toEqual({ [release]: 'a' });
  });

  it('goes on where it cannot be written down, and says so', async () => {
    await writeFile(join(dir, 'file'), '');
    const { recall, told, note } = await open(join(dir, 'file', 'in-a-file'));
    await note(toRollout('a', 'b'), [A, B]);
    expect(recall(release)).toBe('a');
    expect(told.at(-1)).toContain('give ROLLBACK_STATE_DIR another folder');
  });
});
