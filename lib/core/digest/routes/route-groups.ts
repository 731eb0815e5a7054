// The calls of each route by phase, while they are being counted.

import type { AnswerRow } from '../../journal/counts/answers.ts';
import { PHASES } from '../../plan/schedule.ts';
import { createRouteFinder } from '../../service/journeys.ts';
import type { Id, Service } from '../../service/service.ts';
import type { DigestData } from '../data.ts';
import { createGroup, type Group } from '../group.ts';

export interface RouteGroups {
  /** Counts a call. One of no phase of ours is left out. */
  add(row: AnswerRow): void;
  toJSON(): DigestData['routes'];
}

/** No calls yet, or those of `data`. In memory it is bounded by the routes of the service. */
export function createRouteGroups(service: Service, data: DigestData['routes']): RouteGroups {
  const findRoute = createRouteFinder(service);
  const routes = new Map<Id, Record<string, Group>>();
  for (const [id, own] of Object.entries(data))
    routes.set(
      id,
      Object.fromEntries(Object.entries(own).map(([phase, group]) => [phase, createGroup(group)])),
    );
  return {
    add(row) {
      if (!PHASES.includes(row.load_phase)) return;
      const route = findRoute(row.journey, row.request_phase);
      const own = routes.get(route) ?? {};
      routes.set(route, own);
      own[row.load_phase] ??= createGroup();
      own[row.load_phase]?.add(row);
    },
    toJSON: () =>
      Object.fromEntries(
        [...routes].map(([id, own]) => [
          id,
          Object.fromEntries(Object.entries(own).map(([phase, group]) => [phase, group.toJSON()])),
        ]),
      ),
  };
}
