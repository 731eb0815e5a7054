// Who may import whom: the table of docs/architecture.md as data, and what an import breaks of it.
import { toTarget } from './import-graph.ts';

/** What runs in k6, Node and a browser knows none of them, and of npm only what is pure. */
const PURE = /^(?:d3-[a-z]+|jsonpath-rfc9535|jstat|typebox)(?:\/|$)/;
/** What k6 has, and the names that a bundle is led by to the service it is made for. */
const K6 = /^(?:k6(?:\/|$)|d3-[a-z]+$|jstat$|(?:service|contracts|smoke|flow)-under-test$)/;
const NODE = /^(?!k6(?:\/|$))/;
const BROWSER = /^(?:(?:d3-[a-z]+|uplot)(?:\/|$)|service-under-test$)/;
const ANY = /^/;

interface Rule {
  /** The other rooms it may import. */
  readonly rooms: readonly RoomId[];
  /** The packages it may import. */
  readonly packages: RegExp;
}

/** Rooms that know a service by its id only, and only at run time. */
const ENGINE = [
  'lib/core',
  'thresholds',
  'lib/k6',
  'scenarios',
  'lib/node',
  'scripts',
  'rollout',
  'monitoring',
  'teeth',
  'live/page',
] as const;
const ROOM_IDS = [
  ...ENGINE,
  'bench',
  'schemas',
  'services/<id>',
  'services/<id>/run',
  'services/<id>/reference',
  'services/<id>/teeth',
  'thresholds/<id>',
  'generated',
] as const;
/** A part of the house that has a row of its own in the table. */
export type RoomId = (typeof ROOM_IDS)[number];

/** The table. Only bench, which measures the real thing, may wrap a scenario and play rows of the matrix; it and the list of formats alone name a service. */
export const RULES: Readonly<Record<RoomId, Rule>> = {
  'lib/core': { rooms: [], packages: PURE },
  thresholds: { rooms: ['lib/core'], packages: PURE },
  'lib/k6': { rooms: ['lib/core', 'thresholds', 'generated'], packages: K6 },
  scenarios: { rooms: ['lib/core', 'thresholds', 'lib/k6'], packages: K6 },
  'lib/node': { rooms: ['lib/core', 'thresholds', 'generated'], packages: NODE },
  scripts: {
    rooms: ['lib/core', 'thresholds', 'lib/node', 'rollout', 'monitoring', 'teeth', 'schemas'],
    packages: NODE,
  },
  rollout: { rooms: ['lib/core', 'thresholds', 'lib/node'], packages: NODE },
  monitoring: { rooms: ['lib/core', 'thresholds', 'lib/node'], packages: NODE },
  teeth: { rooms: ['lib/core', 'thresholds', 'lib/node'], packages: NODE },
  'live/page': { rooms: ['lib/core', 'thresholds'], packages: BROWSER },
  bench: {
    rooms: [
      'lib/core',
      'thresholds',
      'lib/k6',
      'lib/node',
      'monitoring',
      'teeth',
      'scenarios',
      'services/<id>',
      'services/<id>/reference',
    ],
    packages: ANY,
  },
  // The formats of all our files, those of a service's own reports among them.
  schemas: { rooms: ['lib/core', 'rollout', 'services/<id>'], packages: PURE },
  'services/<id>': { rooms: ['lib/core', 'thresholds/<id>'], packages: PURE },
  'services/<id>/run': {
    rooms: ['lib/core', 'thresholds', 'thresholds/<id>', 'lib/node', 'services/<id>'],
    packages: NODE,
  },
  'services/<id>/reference': { rooms: [], packages: NODE },
  'services/<id>/teeth': {
    rooms: ['lib/core', 'thresholds', 'thresholds/<id>', 'teeth', 'services/<id>'],
    packages: PURE,
  },
  'thresholds/<id>': { rooms: ['lib/core', 'thresholds'], packages: PURE },
  generated: { rooms: [], packages: PURE },
};

/**
 * The parts of a service: its reference, its rows of the teeth, what it runs in Node by itself (its commands, its part of the
 * release gate), and the rest, which is pure.
 */
const OF_A_SERVICE =
  /^services\/(?<id>[^/]+)\/(?:(?<apart>reference|teeth)\/|(?:.+\/)?(?<run>run|commands|release)\/)?/;

/** Where a path lies, and of which service it is, if of one. */
export interface Place {
  readonly room: RoomId;
  readonly service?: string;
}

/**
 * The place of a path; undefined for one that has no row in the table.
 * @param services the ids of the services
 */
export function findPlace(path: string, services: readonly string[]): Place | undefined {
  const part = OF_A_SERVICE.exec(path)?.groups;
  if (part?.id !== undefined) {
    const room =
      part.run === undefined
        ? ROOM_IDS.find((id) => id === `services/<id>/${part.apart}`)
        : 'services/<id>/run';
    return { room: room ?? 'services/<id>', service: part.id };
  }
  const service = services.find((id) => path === `thresholds/${id}.ts`);
  if (service !== undefined) return { room: 'thresholds/<id>', service };
  const room = ROOM_IDS.find((id) => path.startsWith(`${id}/`));
  return room && { room };
}

/** True where a row of the table lets one place import another. Siblings share what they like but their references. */
function mayImport(from: Place, to: Place): boolean {
  const own = from.service === to.service || to.service === undefined;
  if (!own && to.room === 'services/<id>/reference' && from.service !== undefined) return false;
  return from.room === to.room || RULES[from.room].rooms.includes(to.room);
}

/**
 * What an import breaks of the table, in a sentence; undefined where it keeps to it.
 * @param file its path from the root; no test
 */
export function findFault(file: string, specifier: string, services: readonly string[]): string | undefined {
  const from = findPlace(file, services);
  if (from === undefined) return `${file} lies in no room of the table`;
  const target = toTarget(file, specifier);
  const rule = RULES[from.room];
  if (target === undefined) {
    return rule.packages.test(specifier)
      ? undefined
      : `${file} imports ${specifier}: no package for ${from.room}`;
  }
  const to = findPlace(target, services);
  if (to !== undefined && mayImport(from, to)) return undefined;
  return `${file} imports ${target}: ${from.room} may import ${rule.rooms.join(', ') || 'nothing of ours'}`;
}

/** The folder of a service that a source of the engine names, in code or in words, as a sentence; undefined where it names none. */
export function findNamedService(
  file: string,
  source: string,
  services: readonly string[],
): string | undefined {
  const room = findPlace(file, services)?.room;
  if (room === undefined || !ENGINE.some((one) => one === room)) return undefined;
  const [named] = new RegExp(`services/(?:${services.join('|')})(?![\\w-])`).exec(source) ?? [];
  return named && `${file} names ${named}: ${room} knows a service by its id, at run time`;
}
