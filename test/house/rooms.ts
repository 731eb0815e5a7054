// What a house of rooms keeps: where files lie, how many to a room, what they may be called, and that a page names them.
import { posix } from 'node:path';

/** The lay-out: every file lies in one of these, or at the root. */
export const LAYOUT = [
  'services',
  'scenarios',
  'thresholds',
  'lib/core',
  'lib/k6',
  'lib/node',
  'scripts',
  'teeth',
  'live/page',
  'monitoring',
  'rollout',
  'schemas',
  'tools',
  'bench',
  'deploy',
  'docs',
  'test',
  'results',
] as const;

/** True for a file that lies at the root, or somewhere in the lay-out. */
export const isLaidOut = (path: string): boolean =>
  !path.includes('/') || LAYOUT.some((place) => path.startsWith(`${place}/`));

/** Room → how many sources lie in it, not counting tests. */
export function countSources(files: readonly string[]): ReadonlyMap<string, number> {
  const rooms = new Map<string, number>();
  for (const file of files.filter((path) => path.includes('/'))) {
    const room = posix.dirname(file);
    rooms.set(room, (rooms.get(room) ?? 0) + (file.endsWith('.test.ts') ? 0 : 1));
  }
  return rooms;
}

const EMPTY_NAMES = /(?:^|[/.-])(?:utils?|helpers?|common|misc|shared|lib|stuff)(?=[/.-]|$)/i;

/** True where a file or one of its folders has a name that says nothing of what it holds. */
export const saysNothing = (path: string): boolean => EMPTY_NAMES.test(path.replace(/^lib\//, ''));

/** True where the text names the room itself, not only a file of it; a service's room by its own name or with `<id>`. */
export function isNamed(room: string, text: string): boolean {
  const names = [room, room.replace(/^services\/[^/]+/, 'services/<id>')];
  return names.some((name) => new RegExp(`(?<![\\w/])${name}(?!/?[\\w<-])`).test(text));
}

/** The rooms that begin a row of a table of the text. */
export const listRowRooms = (text: string): readonly string[] =>
  [...text.matchAll(/^\| `([^`]+?)\/?` \|/gm)].map((match) => match[1] ?? '');

/** Lines of a text, as an editor counts them. */
export const countLines = (text: string): number => text.replace(/\n$/, '').split('\n').length;
