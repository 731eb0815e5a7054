// The bound of what is remembered.
import { describe, expect, it } from 'vitest';
import { createLruMap, createMemory, EMPTY_PROFILE } from './memory.ts';

describe('createLruMap', () => {
  it('never holds more than its bound', () => {
    const map = createLruMap<number>(10);
    for (let n = 0; n < 1_000; n += 1) map.set(`key-${n}`, n);
    expect(map.size()).toBe(10);
    expect(map.get('key-999')).toBe(999);
    expect(map.get('key-989')).toBeUndefined();
  });

  it('keeps what is read and what is set again', () => {
    const map = createLruMap<number>(3);
    for (const key of ['a', 'b', 'c']) map.set(key, 0);
    map.get('a');
    map.set('b', 1);
    map.set('d', 0);
    expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([0, 1, undefined, 0]);
  });
});

describe('createMemory', () => {
  it('bounds users and photos apart, and patches a user', () => {
    const memory = createMemory(2);
    for (const id of ['1', '2', '3']) {
      memory.savePhoto(id, { uid: 'u', slotId: 'daylight', qcStatus: 'passed' });
      memory.saveUser(id, { profile: null });
    }
    expect([memory.userCount(), memory.photoCount()]).toEqual([2, 2]);
    const artifact = {
      artifactId: 'a',
      confidence: { score: 1, level: 'high', rationale: [] },
      usedPhoto: true,
      routine: null,
    } as const;
    memory.saveUser('3', { artifact });
    expect(memory.user('3')).toEqual({ profile: null, artifact });
    expect(memory.user('nobody')).toEqual({ profile: null, artifact: null });
  });

  it('brings back what was kept of a user, be it nothing', () => {
    const memory = createMemory(2);
    const forget = memory.keepUser('1');
    memory.saveUser('1', { profile: EMPTY_PROFILE });
    const goBack = memory.keepUser('1');
    memory.saveUser('1', { profile: null });
    goBack();
    expect(memory.user('1').profile).toEqual(EMPTY_PROFILE);
    forget();
    expect([memory.user('1').profile, memory.userCount()]).toEqual([null, 0]);
  });
});
