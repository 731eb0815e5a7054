// A JSON Schema → code that says of most bodies that they surely keep it, each value read once. What it does not say yes to, ajv judges.
import { isObject, type Json } from '../../../core/text/json.ts';
import { Block, both, createNames, type Sureness } from './block.ts';
import { emitList, unlessThere } from './lists.ts';
import { emitObject, listNames, tellsFromList } from './objects.ts';
import { emitChosen, emitNumber, emitText } from './scalars.ts';
import { isKnown, type Part, type Resolver } from './schemas.ts';
import { computeTypes, TYPE_TESTS } from './types.ts';

/** What the code of every quick check rests on. */
export const PRELUDE = `const { isArray } = Array;
const { keys } = Object;
const isDistinct = (list) => {
  const seen = new Set();
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if ((typeof item === "object" && item !== null) || seen.has(item)) return false;
    seen.add(item);
  }
  return true;
};`;

/** So many schemas are put into one function before what is referred to gets functions of its own. */
const MOST_IN_LINE = 300;

/** Which schemas lie around a value: those of this same value, and those of the values around it. */
interface Around {
  readonly same: ReadonlySet<unknown>;
  readonly outer: ReadonlySet<unknown>;
}
const NOTHING: Around = { same: new Set(), outer: new Set() };

/** A value's schemas with all that they refer to; undefined where one of them is not understood. */
interface Flat {
  readonly parts: readonly Part[];
  /** No value keeps them. */
  readonly impossible: boolean;
  /** What is referred to and gets a function. */
  readonly calls: readonly Part[];
}

/**
 * The code of a function expression that is given a parsed body. Where it returns true, ajv finds no fault in the body; where it
 * returns false, it does not know. A word, a reference or a combination that is not understood is never guessed at: whatever
 * it bounds is not sure.
 *
 * It rests on what a JSON parser makes: no value is undefined, and objects inherit from `Object.prototype` alone.
 * @returns undefined where there is no body of which it could be sure
 */
export function toQuickCheck(root: Json, resolver: Resolver): string | undefined {
  const constants: string[] = [];
  const names = createNames();
  const hoist = (expression: string): string => {
    const name = names('c');
    constants.push(`const ${name} = ${expression};`);
    return name;
  };
  const functions = new Map<unknown, { readonly name: string; readonly part: Part }>();
  const callOf = (part: Part): string => {
    const known = functions.get(part.schema);
    if (known) return known.name;
    const name = names('f');
    functions.set(part.schema, { name, part });
    return name;
  };
  let inLine = 0;

  function flatten(asked: readonly Part[], isWhole: boolean, { same, outer }: Around): Flat | undefined {
    const parts: Part[] = [];
    const calls: Part[] = [];
    let impossible = false;
    const visit = (part: Part, path: readonly unknown[]): boolean => {
      const { schema, document } = part;
      if (schema === true) return true;
      if (schema === false) {
        impossible = true;
        return true;
      }
      if (!isObject(schema) || !isUnderstood(schema, schema === document)) return false;
      if (path.includes(schema) || same.has(schema)) return false;
      inLine++;
      parts.push(part);
      const within = [...path, schema];
      if (typeof schema.$ref === 'string') {
        const target = resolver.resolve(schema.$ref, document);
        if (target === undefined) return false;
        if (outer.has(target.schema) || (!isWhole && inLine > MOST_IN_LINE)) calls.push(target);
        else if (!visit(target, within)) return false;
      }
      const all = (schema.allOf ?? []) as readonly unknown[];
      return all.every((one) => visit({ schema: one, document }, within));
    };
    return asked.every((part) => visit(part, [])) ? { parts, impossible, calls } : undefined;
  }

  /** Code that fails unless `v` surely keeps all of the schemas. `isWhole`: it is what the function is given. */
  function emit(asked: readonly Part[], v: string, isWhole: boolean, block: Block, around: Around): Sureness {
    const flat = flatten(asked, isWhole, around);
    if (flat === undefined || flat.impossible) {
      block.add(block.fail);
      return flat === undefined ? 'never' : 'exact';
    }
    const { parts, calls } = flat;
    const schemas = parts.map(({ schema }) => schema as Json);
    const same: Around = { same: new Set([...around.same, ...schemas]), outer: around.outer };
    const inside: Around = { same: new Set(), outer: new Set([...around.outer, ...same.same]) };
    const emitInside = (more: readonly Part[], variable: string, to: Block) =>
      emit(more, variable, false, to, inside);
    const emitSame = (more: readonly Part[], variable: string, to: Block) =>
      emit(more, variable, isWhole, to, same);

    const known = block.typesOf(v);
    const types = computeTypes(schemas, known);
    if (types !== undefined && types.join() !== known?.join()) {
      const noList = types.length === 1 && types[0] === 'object' && tellsFromList(schemas);
      const tests = noList
        ? [`(typeof ${v} === "object" && ${v} !== null)`]
        : types.map((type) => TYPE_TESTS[type](v));
      block.failIf(tests.length === 0 ? 'true' : `!(${tests.join(' || ')})`);
      block.learnTypes(v, types);
    }
    let sure = emitChosen(schemas, v, block, hoist);
    emitNumber(schemas, v, types, block);
    sure = both(sure, emitText(schemas, v, types, block, hoist));
    sure = both(sure, emitList(parts, v, types, block, emitInside));
    sure = both(sure, emitObject(parts, v, types, block, { emitInside, emitSame, hoist }));
    for (const target of calls) {
      block.failIf(`!${callOf(target)}(${v})`);
      sure = both(sure, 'partial');
    }
    for (const part of parts) sure = both(sure, emitChoices(part, v, block, emitSame));
    return sure;
  }

  const toFunction = (part: Part): { readonly body: string; readonly sure: Sureness } => {
    inLine = 0;
    const block = new Block(names, 'return false;');
    const sure = emit([part], 'v', true, block, NOTHING);
    return { body: `(v) => {\n${block.lines.join('\n')}\nreturn true;\n}`, sure };
  };

  const whole = toFunction({ schema: root, document: root });
  if (whole.sure === 'never') return undefined;
  const others: string[] = [];
  // What is referred to may refer to more: the table grows while it is read.
  for (const { name, part } of functions.values()) others.push(`const ${name} = ${toFunction(part).body};`);
  return `(() => {\n${[...constants, ...others].join('\n')}\nreturn ${whole.body};\n})()`;
}

/** True for a schema of which every word is known, and which names no key that ajv takes for there: one that every object inherits, or ''. */
function isUnderstood(schema: Json, isDocument: boolean): boolean {
  return (
    isKnown(schema, isDocument) &&
    !Array.isArray(schema.items) &&
    // Without a condition these two bound nothing, which ajv refuses.
    (schema.if !== undefined || (schema.then === undefined && schema.else === undefined)) &&
    !listNames(schema).some((name) => name === '' || name in Object.prototype)
  );
}

type EmitSame = (parts: readonly Part[], variable: string, block: Block) => Sureness;

/** Code that tells in a variable whether `v` keeps a schema, and fails nothing. */
function tryOut(part: Part, v: string, block: Block, emitSame: EmitSame): readonly [string, Sureness] {
  const label = block.name('L');
  const kept = block.name('b');
  const inner = block.inner(`break ${label};`);
  const sure = emitSame([part], v, inner);
  inner.add(`${kept} = true;`);
  block.add(`let ${kept} = false;`);
  block.nest(`${label}:`, inner);
  return [kept, sure];
}

/**
 * `anyOf`, `oneOf`, `not`, and `if`. For all but the first it must be known of a schema that it is broken: where that cannot be
 * known, nothing is sure.
 */
function emitChoices({ schema, document }: Part, v: string, block: Block, emitSame: EmitSame): Sureness {
  const { anyOf, oneOf, not, if: condition, then, else: otherwise } = schema as Json;
  const toPart = (one: unknown): Part => ({ schema: one, document });
  const tryAll = (all: unknown) =>
    (all as readonly unknown[]).map((one) => tryOut(toPart(one), v, block, emitSame));
  let sure: Sureness = 'exact';
  const unknown = (): Sureness => {
    block.add(block.fail);
    return 'never';
  };
  if (Array.isArray(anyOf)) {
    const tried = tryAll(anyOf);
    block.failIf(tried.map(([kept]) => `!${kept}`).join(' && '));
    if (tried.some(([, one]) => one !== 'exact')) sure = both(sure, 'partial');
    if (tried.every(([, one]) => one === 'never')) sure = 'never';
  }
  if (Array.isArray(oneOf)) {
    const tried = tryAll(oneOf);
    if (tried.some(([, one]) => one !== 'exact')) return unknown();
    block.failIf(`${tried.map(([kept]) => `(${kept} ? 1 : 0)`).join(' + ')} !== 1`);
  }
  if (not !== undefined) {
    const [kept, one] = tryOut(toPart(not), v, block, emitSame);
    if (one !== 'exact') return unknown();
    block.failIf(kept);
  }
  if (condition !== undefined && (then !== undefined || otherwise !== undefined)) {
    const [kept, one] = tryOut(toPart(condition), v, block, emitSame);
    if (one !== 'exact') return unknown();
    for (const [branch, head] of [
      [then, kept],
      [otherwise, `!${kept}`],
    ] as const) {
      if (branch === undefined) continue;
      const inner = block.inner();
      sure = both(sure, unlessThere(emitSame([toPart(branch)], v, inner)));
      block.nest(`if (${head})`, inner);
    }
  }
  return sure;
}
