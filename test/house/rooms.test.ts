// A house with rooms: every file lies where the lay-out says, no room is crowded, no name is empty, and one page names every room.
import { existsSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { AS_KNOWN, compareWithKnown, KNOWN_ROOMS } from './known.ts';
import { countLines, countSources, isLaidOut, isNamed, LAYOUT, listRowRooms, saysNothing } from './rooms.ts';
import { isTest, listFiles, readSource } from './source-tree.ts';

const MOST_SOURCES = 13;
const MOST_LINES = 250;
const MOST_IN_CORE = 24;

/** Rooms that hold one file for each thing of a kind: they grow with what the gate can do, and are read by their names. */
const ONE_FILE_EACH: Readonly<Record<string, string>> = {
  scripts: 'one file per verb of the command line',
  'lib/core/faults': 'one file per fault',
  'services/aurora/reference/defects/families': 'one file per family of defects',
};

/** Sources past the bound, and why each is one piece. */
const LONG_FILES: Readonly<Record<string, string>> = {
  'lib/core/digest/digest.ts': 'one pass over the rows: what it keeps and what it makes of each type of row',
  'lib/core/smoke/flow.ts': 'the words of a smoke and how a step is judged by them',
  'schemas/option-file.d.ts': 'made of the tables of options, a line for each',
};

const all = listFiles(['']);
const sources = listFiles(['.ts', '.mjs', '.cjs']);
const rooms = countSources(sources);
const page = readSource('docs/architecture.md');

describe('the rules', () => {
  it('count sources by room, without tests', () => {
    const files = ['a.ts', 'lib/core/a.ts', 'lib/core/b.ts', 'lib/core/a.test.ts', 'lib/core/x/a.test.ts'];
    expect([...countSources(files)]).toEqual([
      ['lib/core', 2],
      ['lib/core/x', 0],
    ]);
  });

  test.each([
    'lib/core/utils.ts',
    'lib/core/text-utils.ts',
    'lib/helpers/a.ts',
    'lib/core/common/a.ts',
    'lib/node/misc.test.ts',
    'services/shop/lib/a.ts',
    'live/page/shared.ts',
  ])('see that %s has an empty name', (path) => expect(saysNothing(path)).toBe(true));

  test.each([
    'lib/core/text/escape.ts',
    'lib/node/run/judge.ts',
    'services/shop/utility-bills.ts',
  ])('see that %s has a name', (path) => expect(saysNothing(path)).toBe(false));

  test.each([
    'target/app.ts',
    'lib/a.ts',
    'live/a.ts',
    'src/lib/core/a.ts',
  ])('see that %s lies nowhere', (path) => expect(isLaidOut(path)).toBe(false));

  test.each([
    'README.md',
    'lib/core/a.ts',
    'services/shop/service.ts',
    'live/page/shell.html',
  ])('see that %s lies in the lay-out', (path) => expect(isLaidOut(path)).toBe(true));

  test.each<[string, string]>([
    ['lib/core/chaos', 'See `lib/core/chaos`.'],
    ['lib/core/chaos', '| `lib/core/chaos/` | anywhere |'],
    ['services/shop/probe/run', 'Node code lies in `services/<id>/probe/run`.'],
    ['services/shop', 'as `services/shop` does'],
  ])('see that %s is named in %j', (room, text) => expect(isNamed(room, text)).toBe(true));

  test.each<[string, string]>([
    ['lib/core/chaos', 'See `lib/core/chaos/edge.ts`.'],
    ['lib/core/chaos', 'See `lib/core/chaos-gates`.'],
    ['lib/core', '`lib/core/chaos`'],
    ['core/chaos', '`lib/core/chaos`'],
    ['services/shop', '`services/<id>/probe`'],
  ])('see that %s is not named in %j', (room, text) => expect(isNamed(room, text)).toBe(false));

  it('read the rooms that a table begins its rows with', () => {
    expect(listRowRooms('| room | holds |\n|---|---|\n| `lib/core` | `a` |\n| `bench/` | b |')).toEqual([
      'lib/core',
      'bench',
    ]);
  });

  it('count lines as an editor does', () => {
    expect([countLines('a\nb\n'), countLines('a\nb'), countLines('a')]).toEqual([2, 2, 1]);
  });
});

test('every file lies in the lay-out, and all of the lay-out is there', () => {
  expect(all.length).toBeGreaterThan(sources.length);
  expect(all.filter((path) => !isLaidOut(path))).toEqual([]);
  const missing = LAYOUT.filter((place) => !existsSync(repoPath(place)));
  expect(compareWithKnown(missing, KNOWN_ROOMS.missing)).toEqual(AS_KNOWN);
});

test(`no room holds more than ${MOST_SOURCES} sources`, () => {
  const crowded = [...rooms].filter(([, count]) => count > MOST_SOURCES).map(([room]) => room);
  const known = [...Object.keys(ONE_FILE_EACH), ...KNOWN_ROOMS.crowded];
  expect(compareWithKnown(crowded, known)).toEqual(AS_KNOWN);
});

test(`lib/core has at most ${MOST_IN_CORE} entries`, () => {
  const inCore = new Set(
    all.filter((path) => path.startsWith('lib/core/')).map((path) => path.split('/')[2]),
  );
  expect([...inCore].length).toBeLessThanOrEqual(MOST_IN_CORE);
});

test('no file or folder has a name that says nothing', () => {
  expect(all.filter(saysNothing)).toEqual([]);
});

test(`a source of more than ${MOST_LINES} lines says why it is one piece`, () => {
  const long = sources.filter((file) => !isTest(file) && countLines(readSource(file)) > MOST_LINES);
  expect(compareWithKnown(long, Object.keys(LONG_FILES))).toEqual(AS_KNOWN);
});

test('docs/architecture.md names every room, and none that is gone', () => {
  const unnamed = [...rooms.keys()].filter((room) => !isNamed(room, page));
  expect(compareWithKnown(unnamed, KNOWN_ROOMS.unnamed)).toEqual(AS_KNOWN);
  const gone = listRowRooms(page).filter((room) => !existsSync(repoPath(room)));
  expect(compareWithKnown(gone, KNOWN_ROOMS.gone)).toEqual(AS_KNOWN);
});
