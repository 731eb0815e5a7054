// Quick checks against ajv: whether one ever takes a body that ajv refuses, and how often it takes one that ajv takes.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Json } from '../../lib/core/text/json.ts';
import { PRELUDE, toQuickCheck } from '../../lib/node/build/quick-check/quick-check.ts';
import { createResolver } from '../../lib/node/build/quick-check/schemas.ts';
import { CONTRACT_RULES } from '../../lib/node/build/validators.ts';
import { createBodies, createDice } from './bodies.ts';
import { collectWords } from './words.ts';

/** Contracts that belong together, and answers that keep some of them. */
export interface Contracts {
  readonly title: string;
  readonly schemas: readonly Json[];
  readonly seeds: readonly unknown[];
}

/** What was seen of one contract. */
export interface Comparison {
  readonly title: string;
  readonly contract: string;
  /** There is a body of which its quick check could be sure. */
  readonly isQuick: boolean;
  readonly bodies: number;
  /** Taken by ajv. */
  readonly valid: number;
  /** Of these, taken by the quick check. */
  readonly sure: number;
  /** Taken by the quick check, and refused by ajv: each is a fault of the quick check. */
  readonly wrong: readonly unknown[];
}

/** A quick check as a function. */
export function compileQuickCheck(
  schema: Json,
  schemas: readonly Json[],
): ((body: unknown) => boolean) | undefined {
  const code = toQuickCheck(schema, createResolver(schemas));
  if (code === undefined) return undefined;
  return new Function(`${PRELUDE}\nreturn ${code};`)() as (body: unknown) => boolean;
}

/** ajv as the contracts are compiled with it, but for `allErrors`. */
export const createAjv = (schemas: readonly Json[], allErrors: boolean): Ajv2020 =>
  new Ajv2020({ ...CONTRACT_RULES, schemas: [...schemas], allErrors });

const MOST_SHOWN = 5;

/** Holds `bodies` bodies of one contract against both. Each is judged as it comes out of a parser. */
export function compareContract(
  { title, schemas, seeds }: Contracts,
  schema: Json,
  bodies: number,
  seed: number,
): Comparison {
  const contract = String(schema.$id);
  const find = (allErrors: boolean) => createAjv(schemas, allErrors).getSchema(contract) as ValidateFunction;
  const validate = find(false);
  const quick = compileQuickCheck(schema, schemas);
  const next = createBodies(find(true), collectWords(schemas), seeds, createDice(seed));
  const wrong: unknown[] = [];
  let valid = 0;
  let sure = 0;
  for (let i = 0; i < bodies; i++) {
    const body = next();
    const isValid = validate(body);
    const isSure = quick?.(body) === true;
    if (isValid) valid++;
    if (isValid && isSure) sure++;
    if (isSure && !isValid && wrong.length < MOST_SHOWN) wrong.push(body);
  }
  return { title, contract, isQuick: quick !== undefined, bodies, valid, sure, wrong };
}
