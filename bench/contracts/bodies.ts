// Bodies for a contract without end: valid ones grown out of nothing by what ajv finds wrong with them, and mutations of these.
import { randomUUID } from 'node:crypto';
import type { ValidateFunction } from 'ajv';
import { drawUnit } from '../../lib/core/stats/draw.ts';
import { toPointerKeys } from '../../lib/core/text/json.ts';
import type { Words } from './words.ts';

/** Draws from a seed, one number after the other. */
export interface Dice {
  /** 0 to count - 1 */
  below(count: number): number;
  one<T>(list: readonly T[]): T;
}

export function createDice(seed: number): Dice {
  let index = 0;
  const below = (count: number) => Math.floor(drawUnit(seed, index++, 17) * count);
  return { below, one: (list) => list[below(list.length)] as (typeof list)[number] };
}

type Holder = Record<string, unknown> | unknown[];
interface Place {
  readonly holder: Holder;
  readonly key: string;
}

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;
const clone = <T>(value: T): T => (isHolder(value) ? (JSON.parse(JSON.stringify(value)) as T) : value);

/** As a parser writes it: `__proto__` is a key like any other. */
function put(holder: Holder, key: string, value: unknown): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

function listPlaces(root: Holder, places: Place[] = []): readonly Place[] {
  for (const key of Object.keys(root)) {
    places.push({ holder: root, key });
    const inside = (root as Record<string, unknown>)[key];
    if (isHolder(inside) && places.length < 400) listPlaces(inside, places);
  }
  return places;
}

/** What lies at a JSON Pointer of a body in `{ root }`. */
function findPlace(wrapped: { root: unknown }, pointer: string): Place {
  const steps = ['root', ...toPointerKeys(pointer)];
  let holder: Holder = wrapped as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) holder = (holder as Record<string, unknown>)[step] as Holder;
  return { holder, key: steps.at(-1) ?? 'root' };
}

const BY_TYPE: Readonly<Record<string, readonly unknown[]>> = {
  object: [{}],
  array: [[], [{}], ['a', 'b'], [1]],
  string: ['a', 'text', '2026-01-01', 'a@b.example', 'https://a.example/b'],
  number: [0, 1, 1.5, -3],
  integer: [0, 1, 7, 100],
  boolean: [true, false],
  null: [null],
};

/** Changes a body so that one fault that ajv found in it is gone, perhaps. */
function repair(wrapped: { root: unknown }, validate: ValidateFunction, { values }: Words, dice: Dice): void {
  const [fault] = (validate.errors ?? []).toSorted(() => dice.below(3) - 1);
  if (!fault) return;
  const place = findPlace(wrapped, fault.instancePath);
  const params = fault.params as Readonly<Record<string, unknown>>;
  const here = (place.holder as Record<string, unknown>)[place.key];
  switch (fault.keyword) {
    case 'required':
    case 'dependentRequired':
      if (isHolder(here)) put(here, String(params.missingProperty), clone(dice.one(values)));
      return;
    case 'additionalProperties':
      if (isHolder(here)) Reflect.deleteProperty(here, String(params.additionalProperty));
      return;
    case 'type':
      put(
        place.holder,
        place.key,
        clone(dice.one(BY_TYPE[dice.one([params.type].flat() as string[])] ?? [null])),
      );
      break;
    case 'enum':
      put(place.holder, place.key, clone(dice.one(params.allowedValues as readonly unknown[])));
      break;
    case 'const':
      put(place.holder, place.key, clone(params.allowedValue));
      break;
    case 'minItems':
      if (Array.isArray(here)) here.push(clone(here[0] ?? dice.one(values)));
      return;
    case 'maxItems':
      if (Array.isArray(here)) here.pop();
      return;
    case 'uniqueItems':
      if (Array.isArray(here)) here.splice(Number(params.i), 1);
      return;
    case 'minProperties':
      if (isHolder(here)) put(here, randomUUID().slice(0, 4), clone(dice.one(values)));
      return;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      put(
        place.holder,
        place.key,
        Number(params.limit) + (fault.keyword.toLowerCase().includes('max') ? -1 : 1) * dice.below(3),
      );
      break;
    case 'multipleOf':
      put(place.holder, place.key, Number(params.multipleOf) * dice.below(5));
      break;
    default:
      put(place.holder, place.key, clone(dice.one(values)));
  }
}

const MOST_REPAIRS = 60;

/** A valid body, grown from `start`; undefined where that did not succeed. */
function grow(
  start: unknown,
  validate: ValidateFunction,
  words: Words,
  dice: Dice,
): { root: unknown } | undefined {
  const wrapped = { root: clone(start) };
  for (let i = 0; i < MOST_REPAIRS; i++) {
    if (validate(wrapped.root)) return wrapped;
    repair(wrapped, validate, words, dice);
  }
  return undefined;
}

/** Changes a body in one place. */
function mutate(wrapped: { root: unknown }, { keys, values }: Words, dice: Dice): void {
  const places = listPlaces(wrapped);
  const { holder, key } = dice.one(places);
  const inside = (holder as Record<string, unknown>)[key];
  switch (dice.below(7)) {
    case 0:
    case 1:
      put(holder, key, clone(dice.one(values)));
      break;
    case 2:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else if (holder !== wrapped) Reflect.deleteProperty(holder, key);
      return;
    case 3:
      if (Array.isArray(inside)) inside.push(clone(inside.length > 0 ? dice.one(inside) : dice.one(values)));
      else if (isHolder(inside)) put(inside, dice.one(keys), clone(dice.one(values)));
      return;
    case 4: {
      const other = dice.one(places);
      put(holder, key, clone((other.holder as Record<string, unknown>)[other.key]));
      break;
    }
    case 5:
      if (isHolder(inside)) {
        const names = Object.keys(inside);
        if (names.length > 0) put(inside, dice.one(names), clone(dice.one(values)));
      }
      return;
    default:
      if (isHolder(inside) && !Array.isArray(inside)) put(inside, dice.one(keys), clone(dice.one(values)));
      else put(holder, key, isHolder(inside) ? [inside] : inside === null ? {} : null);
  }
}

/** So many valid bodies are kept to start from. */
const MOST_KEPT = 300;

/**
 * Bodies that keep a contract, and bodies that nearly do.
 * @param validate the contract, compiled with `allErrors`
 * @param seeds bodies to start from, such as answers of the real service; they need not be valid
 * @returns a function that gives the next body
 */
export function createBodies(
  validate: ValidateFunction,
  words: Words,
  seeds: readonly unknown[],
  dice: Dice,
): () => unknown {
  const kept: unknown[] = [...seeds];
  const keep = (body: unknown): void => {
    if (kept.length < MOST_KEPT) kept.push(body);
    else kept[dice.below(MOST_KEPT)] = body;
  };
  return () => {
    if (kept.length < 20 || dice.below(20) === 0) {
      const start = kept.length === 0 || dice.below(2) === 0 ? dice.one(words.values) : dice.one(kept);
      const grown = grow(start, validate, words, dice);
      if (grown) keep(clone(grown.root));
      if (grown || kept.length === 0) return grown?.root ?? clone(start);
    }
    const wrapped = { root: clone(dice.one(kept)) };
    for (let changes = 1 + dice.below(3); changes > 0; changes--) mutate(wrapped, words, dice);
    if (dice.below(50) === 0) keep(clone(wrapped.root));
    return wrapped.root;
  };
}
