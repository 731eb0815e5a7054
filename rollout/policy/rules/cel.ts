// The conditions that a policy's owner writes, in CEL (cel.dev). CEL ends by itself and has no effects; its errors are
// values of a third kind, so that what nobody told makes a condition neither true nor false, unless the rest of it decides alone.
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { SLO_WINDOWS_SEC, toPeriodText } from '../../../lib/core/monitoring/burns.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { toPlain } from '../../../lib/core/text/plain-text.ts';
import type { Facts } from '../facts-schema.ts';

/** Every window must be told: a condition about all of them would else hold of those that were. */
const WINDOWS = SLO_WINDOWS_SEC.map(toPeriodText);

/** What a condition may look at: each fact by its name behind `facts.`, its type in CEL, and what it is. */
export const CEL_FACTS = {
  environment: { type: 'string', says: 'staging, pre-prod or prod' },
  image: { type: 'string', says: 'the image that is released' },
  actor: { type: 'string', says: 'who or what releases' },
  at: { type: 'google.protobuf.Timestamp', says: 'the moment that is asked about' },
  budgetLeft: { type: 'map<string, double>', says: 'SLO → what is left of its error budget, 1 for all' },
  errorRatio: {
    type: 'map<string, map<string, double>>',
    says: 'SLO → window, as 5m → the share of bad events in it',
  },
  gateVerdict: { type: 'string', says: 'pass, fail or inconclusive' },
  gateProfile: { type: 'string', says: 'the profile that the gate ran with' },
  gateFinishedAt: { type: 'google.protobuf.Timestamp', says: 'when it ended' },
  imageSigners: { type: 'list<string>', says: 'who has signed the image' },
  manifestSigners: { type: 'list<string>', says: 'who has signed the manifest' },
  promotions: { type: 'list<google.protobuf.Timestamp>', says: 'when releases were promoted' },
  rollbacks: { type: 'list<google.protobuf.Timestamp>', says: 'when releases were aborted or rolled back' },
} as const;
type CelFact = keyof typeof CEL_FACTS;

/** What an expression may cost. Lists and maps of facts are short, so that two loops within each other end within milliseconds. */
const LIMITS = {
  maxAstNodes: 200,
  maxDepth: 30,
  maxListElements: 50,
  maxMapEntries: 20,
  maxCallArguments: 8,
};
const MOST_LOOPS = 2;
const LOOPS: readonly string[] = ['all', 'exists', 'exists_one', 'map', 'filter'];
/** What CEL has and a condition may not use, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  matches: 'matches() has no bound on its time; use startsWith, endsWith, contains or ==',
  has: 'has() would make a fact that nobody told a yes or a no; ask for the fact itself',
  dyn: 'dyn() would hide a wrong type; compare what has one type',
};

const ENVIRONMENT = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS }).registerVariable(
  'facts',
  {
    schema: Object.fromEntries(Object.entries(CEL_FACTS).map(([name, { type }]) => [name, type])),
  },
);

/** The parts of an expression, and how many loops each lies in. */
function* walk(node: unknown, loops = 0): Generator<{ readonly node: ASTNode; readonly loops: number }> {
  if (Array.isArray(node)) {
    for (const part of node) yield* walk(part, loops);
    return;
  }
  if (typeof node !== 'object' || node === null || !('op' in node)) return;
  const known = node as ASTNode;
  const inside = loops + Number(known.op === 'rcall' && LOOPS.includes(known.args[0]));
  yield { node: known, loops: inside };
  yield* walk(known.args, inside);
}

const toCalled = (node: ASTNode): string | undefined =>
  node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined;

/** What is wrong with a condition, in a sentence without a full stop; undefined where it is one. */
export function findRuleFault(requires: string): string | undefined {
  try {
    for (const { node, loops } of walk(ENVIRONMENT.parse(requires).ast)) {
      const refused = REFUSED[toCalled(node) ?? ''];
      if (refused !== undefined) return refused;
      if (loops > MOST_LOOPS)
        return `${loops} loops lie within each other, and ${MOST_LOOPS} are the most that is run`;
    }
    const { valid, type, error } = ENVIRONMENT.check(requires);
    if (!valid) return toFault(error);
    return type === 'bool' ? undefined : `it is of the type ${type}, and must be true or false`;
  } catch (error) {
    return toFault(error);
  }
}

/** What CEL says, with the place in the expression. */
function toFault(error: unknown): string {
  const { summary, range } = (error ?? {}) as { summary?: string; range?: { start: number } };
  const at = range === undefined ? '' : ` at character ${range.start + 1} of the condition`;
  return `${toPlain((summary ?? toMessage(error)).replace(/\.$/, ''), 200)}${at}`;
}

/** The facts by the names that conditions use; what nobody told is not there. A map with a part that nobody told is left out whole. */
function toCelFacts(facts: Facts, atMs: number): Readonly<Partial<Record<CelFact, unknown>>> {
  const { environment, image, actor, slos, gate, signatures, promotions, rollbacks } = facts;
  const all = slos === undefined ? undefined : Object.entries(slos);
  const left = all?.map(([id, { leftRatio }]) => [id, leftRatio] as const);
  const toDates = (times: readonly string[] | undefined) => times?.map((time) => new Date(time));
  const toSigners = (of: 'image' | 'manifest') =>
    signatures?.filter((one) => one.of === of).map(({ signer }) => signer);
  const told: Record<CelFact, unknown> = {
    environment,
    image,
    actor,
    at: new Date(atMs),
    budgetLeft: left?.every(([, ratio]) => ratio !== undefined) ? Object.fromEntries(left) : undefined,
    errorRatio: all?.every(([, { errorRatio }]) => WINDOWS.every((window) => window in errorRatio))
      ? Object.fromEntries(all.map(([id, { errorRatio }]) => [id, errorRatio]))
      : undefined,
    gateVerdict: gate?.verdict,
    gateProfile: gate?.profile,
    gateFinishedAt: gate && new Date(gate.finishedAt),
    imageSigners: toSigners('image'),
    manifestSigners: toSigners('manifest'),
    promotions: toDates(promotions),
    rollbacks: toDates(rollbacks),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

/** What a condition comes to. */
export type RuleValue = boolean | { readonly unknown: string };

/** Evaluates a condition that has no fault. */
export function evaluateRule(requires: string, facts: Facts, atMs: number): RuleValue {
  const fault = findRuleFault(requires);
  if (fault !== undefined) return { unknown: fault };
  try {
    const value: unknown = ENVIRONMENT.evaluate(requires, { facts: toCelFacts(facts, atMs) });
    return typeof value === 'boolean' ? value : { unknown: 'it is neither true nor false' };
  } catch (error) {
    const told = toCelFacts(facts, atMs);
    const missing = listFactsOf(requires).filter((fact) => !(fact in told));
    return { unknown: missing.length > 0 ? `nobody told ${missing.join(', ')}` : toFault(error) };
  }
}

/** The facts that a condition looks at. */
export function listFactsOf(requires: string): readonly CelFact[] {
  const names = [...walk(ENVIRONMENT.parse(requires).ast)].flatMap(({ node }) =>
    node.op === '.' &&
    typeof node.args[1] === 'string' &&
    node.args[0].op === 'id' &&
    node.args[0].args === 'facts'
      ? [node.args[1] as CelFact]
      : [],
  );
  return [...new Set(names)];
}

/** A fact as a person reads it; `unknown` where nobody told. */
export function showFact(name: CelFact, facts: Facts, atMs: number): string {
  const value = toCelFacts(facts, atMs)[name];
  return `${name} is ${value === undefined ? 'unknown' : toPlain(JSON.stringify(value), 120)}`;
}
