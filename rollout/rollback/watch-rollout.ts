// The engine on watch: looks at a rollout and at whoever can tell that its version is bad, and rolls back by itself.
import { randomUUID } from 'node:crypto';
import { toMessage } from '../../lib/core/text/message.ts';
import type { Emit } from '../webhooks/events-schema.ts';
import type { RollbackRequest, RollbackResult } from './roll-back.ts';
import { toEvent, toLines } from './tell-result.ts';
import { decideStart, type Finding, isWatched } from './triggers/finding.ts';
import type { Source } from './triggers/sources.ts';
import { listNews, type RolloutView } from './triggers/view.ts';

export interface WatchDeps {
  /** As events name it. */
  readonly rollout: string;
  readonly actor: string;
  /** How it stands. @throws where it cannot be told */
  readonly view: () => Promise<RolloutView>;
  readonly sources: readonly Source[];
  /** Rolls a version back ('' for the newest). It never throws. */
  readonly roll: (request: RollbackRequest, version: string) => Promise<RollbackResult>;
  readonly emit: Emit;
  readonly tell: (line: string) => void;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly stop: AbortSignal;
  readonly pollMs: number;
  /** So long after its promotion a version is watched. */
  readonly bakeMs: number;
  /** After an unresolved one, before the same is tried again. */
  readonly againMs: number;
}

export interface RolloutWatch {
  /** Looks until it is told to stop; a rollback that is under way then is waited for. */
  run(): Promise<void>;
  /** Rolls back now, because somebody asked for it. @returns false where one is under way */
  ask(request: RollbackRequest, version: string): boolean;
}

export function createRolloutWatch(deps: WatchDeps): RolloutWatch {
  const { rollout, actor, view, sources, roll, emit, tell, now, pause, stop } = deps;
  let before: RolloutView | undefined;
  let underWay: Promise<void> | undefined;
  let notBeforeMs = 0;
  /** What was told last, by whom: the same again is no news. */
  const told = new Map<string, string>();
  const tellOnce = (of: string, line: string) => {
    if (told.get(of) !== line) tell(line);
    told.set(of, line);
  };

  async function rollNow(request: RollbackRequest, version: string): Promise<void> {
    const result = await roll(request, version);
    for (const line of toLines(result)) tell(line);
    notBeforeMs = now() + (result.outcome === 'unresolved' ? deps.againMs : 0);
    emit(toEvent(result, request, now()));
  }

  function start(request: RollbackRequest, version: string): boolean {
    if (underWay !== undefined) return false;
    underWay = rollNow(request, version)
      .catch((error: unknown) => tell(`a rollback came to nothing: ${toMessage(error)}`))
      .finally(() => {
        underWay = undefined;
      });
    return true;
  }

  async function look(): Promise<void> {
    const seen = await view();
    tellOnce('view', `${rollout}: ${seen.text}`);
    for (const event of listNews(before, seen, rollout, now())) emit(event);
    before = seen;
    const { candidate } = seen;
    if (candidate === undefined || !isWatched(candidate, deps.bakeMs, now()) || underWay !== undefined)
      return;
    const findings: readonly Finding[] = await Promise.all(sources.map((source) => source.ask(candidate)));
    for (const { trigger, outcome, text } of findings) tellOnce(trigger, `${trigger}: ${outcome}, ${text}`);
    const why = decideStart(candidate, findings, deps.bakeMs, now());
    if (why === undefined || now() < notBeforeMs) return;
    start({ id: randomUUID(), actor, ...why }, candidate.version);
  }

  return {
    ask: start,
    async run() {
      while (!stop.aborted) {
        await look().catch((error: unknown) => tellOnce('view', `${rollout}: ${toMessage(error)}`));
        await pause(deps.pollMs);
      }
      await underWay;
    },
  };
}
