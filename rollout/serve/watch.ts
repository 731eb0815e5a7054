// The rollouts that somebody asked about, looked at again and again, so that a decision is ready when it is asked for.
import { toMessage } from '../../lib/core/text/message.ts';
import { decide, rememberEnd } from '../decision/decide.ts';
import type { Measurements } from '../decision/measurements.ts';
import { createState, observe } from '../decision/observe.ts';
import { applyOverride, type Override } from '../decision/override.ts';
import type { Policy } from '../decision/policy-schema.ts';
import type { State } from '../decision/state-schema.ts';
import type { ReleaseCheck } from '../facts/release-check.ts';
import type { Asked } from '../measure/measure.ts';
import { applyRelease } from '../policy/apply-release.ts';
import type { Decided, Question } from './asked-decided.ts';
import type { DecisionRecorder } from './evidence.ts';
import type { Journal } from './journal.ts';
import { toNews } from './news.ts';
import { type Known, type RolloutName, type Store, toKey } from './store.ts';

export type { Decided, Question } from './asked-decided.ts';

export interface WatchOptions {
  readonly policy: Policy;
  readonly slos: Parameters<typeof createState>[0]['slos'];
  /** Looks at a canary; it never throws. */
  readonly look: (asked: Asked, state: State) => Promise<Measurements>;
  /** Asks the release policy; undefined where there is none. */
  readonly release?: ReleaseCheck | undefined;
  readonly store: Store;
  readonly journal: Journal;
  /** Signs what is decided; left out where nothing is signed. */
  readonly recorder?: DecisionRecorder | undefined;
  /** Told of what could not be written. */
  readonly tell: (line: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** So much before the first question events are counted, in ms. */
  readonly countBackMs: number;
}

export interface Watch {
  /** The decision about a rollout, from the newest look; one that nobody asked about yet is looked at now. */
  ask(question: Question): Promise<Decided>;
  /** @throws RangeError where nobody asked about the rollout yet */
  override(name: RolloutName, override: Override): Promise<Decided>;
  /** The newest decisions. */
  decisions(): readonly Decided[];
  /** Those of them about rollouts that somebody asked about of late. */
  shown(): readonly Decided[];
  /** The overrides that hold. */
  overrides(): readonly (RolloutName & Override)[];
  /** Calls back at every decision, the first of a rollout and every one that is not as the one before. Gives the end of it. */
  subscribe(callback: (decided: Decided) => void): () => void;
  /** Ends every look; one that is under way is waited for. */
  close(): Promise<void>;
}

/** Too many to be the rollouts of one namespace: somebody asks about names that nobody gave. */
export const MAX_ROLLOUTS = 200;
/**
 * A canary that nobody asked about for so long is looked at no more: Argo asks while it is under way, and whether it was promoted or
 * taken away nobody says. One that was told to be promoted is watched until its bake time is over.
 */
const FORGOTTEN_MS = 60_000;
/** After so long it is shown no more. */
const SHOWN_MS = 15 * 60_000;

interface Entry {
  known: Known;
  asked: Asked;
  askedAtMs: number;
  decided: Decided | undefined;
  /** When the look was over that it comes from. */
  decidedAtMs: number;
  looking: Promise<Decided> | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Begins to watch, from what the store knows. */
export function createWatch(options: WatchOptions, before: readonly Known[]): Watch {
  const { policy, slos, look, release, store, journal, recorder, tell, now, countBackMs } = options;
  const entries = new Map<string, Entry>();
  const callbacks = new Set<(decided: Decided) => void>();
  let isClosed = false;

  const begin = ({ canary, stable }: Pick<Asked, 'canary' | 'stable'>, countFromMs: number): State =>
    createState({ canary, stable, nowMs: now(), countFromMs, slos });
  const toAsked = ({ namespace, canary, stable, step = 0 }: Question): Asked => ({
    namespace,
    canary,
    stable,
    step,
  });

  for (const known of before) {
    const { canary, stable, promotedAtMs, step } = known.state;
    entries.set(toKey(known), {
      known,
      asked: { namespace: known.namespace, canary, stable: promotedAtMs === null ? stable : canary, step },
      askedAtMs: now(),
      decided: undefined,
      decidedAtMs: 0,
      looking: undefined,
      timer: undefined,
    });
  }

  async function decideOn(entry: Entry): Promise<Decided> {
    const { asked } = entry;
    const measurements = await look(asked, entry.known.state);
    // Whoever asked meanwhile about another canary has begun anew.
    if (entry.asked.canary !== asked.canary) return decideOn(entry);
    const observed = observe(entry.known.state, measurements, policy);
    const own = decide(observed, measurements, policy);
    const override = entry.known.override ?? undefined;
    const decision = applyRelease(
      applyOverride(own, override, measurements.nowMs),
      await release?.(asked.canary, override, measurements.nowMs),
      observed.promotedAtMs !== null,
    );
    const { namespace, rollout } = entry.known;
    const unsigned: Decided = { namespace, rollout, ...decision };
    const isOther = toNews(unsigned) !== (entry.decided && toNews(entry.decided));
    const decided = isOther && recorder ? await recorder.decision(unsigned) : unsigned;
    if (entry.asked.canary !== asked.canary) return decideOn(entry);
    entry.known = { ...entry.known, state: rememberEnd(observed, decision, measurements.nowMs) };
    await store
      .write(entry.known)
      .catch((error: unknown) => tell(`the state cannot be written: ${toMessage(error)}`));
    const isNews = toNews(decided) !== (entry.decided && toNews(entry.decided));
    entry.decided = decided;
    entry.decidedAtMs = now();
    if (isNews) {
      await journal
        .append({ type: 'decision', ...decided })
        .catch((error: unknown) => tell(`the journal cannot be written: ${toMessage(error)}`));
      for (const callback of callbacks) callback(decided);
    }
    return decided;
  }

  /** One look at a time. */
  function lookAt(entry: Entry): Promise<Decided> {
    entry.looking ??= decideOn(entry).finally(() => {
      entry.looking = undefined;
    });
    return entry.looking;
  }

  function isForgotten({ askedAtMs, known: { state } }: Entry): boolean {
    const bakesUntilMs = state.promotedAtMs === null ? 0 : state.promotedAtMs + policy.bakeS * 1_000;
    return now() > Math.max(askedAtMs, bakesUntilMs) + FORGOTTEN_MS;
  }

  function schedule(entry: Entry): void {
    clearTimeout(entry.timer);
    if (isClosed) return;
    entry.timer = setTimeout(() => {
      if (isForgotten(entry)) return;
      lookAt(entry)
        .catch((error: unknown) => tell(`a look came to nothing: ${toMessage(error)}`))
        .finally(() => schedule(entry));
    }, policy.blockS * 1_000);
  }
  for (const entry of entries.values()) schedule(entry);

  /** A decision that is older was overtaken by events. */
  const isFresh = (entry: Entry) =>
    entry.decided !== undefined && now() - entry.decidedAtMs < 2_000 * policy.blockS;

  function findEntry(question: Question): Entry {
    const key = toKey(question);
    const asked = toAsked(question);
    const entry = entries.get(key);
    if (entry === undefined) {
      if (entries.size >= MAX_ROLLOUTS)
        throw new RangeError(`more than ${MAX_ROLLOUTS} rollouts are not watched`);
      const { namespace, rollout } = question;
      const made: Entry = {
        known: { namespace, rollout, state: begin(asked, now() - countBackMs), override: null },
        asked,
        askedAtMs: now(),
        decided: undefined,
        decidedAtMs: 0,
        looking: undefined,
        timer: undefined,
      };
      entries.set(key, made);
      return made;
    }
    if (asked.canary !== entry.known.state.canary) {
      entry.known = { ...entry.known, state: begin(asked, now() - countBackMs), override: null };
      entry.decided = undefined;
    }
    const isOther = asked.stable !== entry.asked.stable || asked.step > entry.asked.step;
    entry.asked = { ...asked, step: question.step ?? entry.asked.step };
    if (isOther) entry.decided = undefined;
    entry.askedAtMs = now();
    return entry;
  }

  return {
    async ask(question) {
      const entry = findEntry(question);
      if (isFresh(entry) && entry.decided !== undefined) {
        if (entry.timer === undefined) schedule(entry);
        return entry.decided;
      }
      const decided = await lookAt(entry);
      schedule(entry);
      return decided;
    },
    async override(name, override) {
      const entry = entries.get(toKey(name));
      if (entry === undefined) throw new RangeError('nobody has asked about that rollout yet');
      if (override.canary !== entry.known.state.canary)
        throw new RangeError(`its canary is ${entry.known.state.canary}, and not ${override.canary}`);
      // A look that is under way would write what it began with.
      await entry.looking?.catch(() => {});
      const state = override.to === 'retry' ? begin(entry.known.state, now()) : entry.known.state;
      entry.known = { ...entry.known, state, override };
      entry.decided = undefined;
      await journal.append({
        type: 'override',
        ...name,
        ...override,
        at: new Date(override.atMs).toISOString(),
      });
      recorder?.override(name, override);
      return lookAt(entry);
    },
    decisions: () => [...entries.values()].flatMap(({ decided }) => decided ?? []),
    shown: () =>
      [...entries.values()].flatMap((entry) =>
        isForgotten(entry) && now() - entry.askedAtMs > SHOWN_MS ? [] : (entry.decided ?? []),
      ),
    overrides: () =>
      [...entries.values()].flatMap(({ known: { namespace, rollout, override } }) =>
        override !== null && override.untilMs > now() ? [{ namespace, rollout, ...override }] : [],
      ),
    subscribe(callback) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    async close() {
      isClosed = true;
      for (const { timer } of entries.values()) clearTimeout(timer);
      await Promise.allSettled([...entries.values()].map(({ looking }) => looking));
      await recorder?.close();
    },
  };
}
