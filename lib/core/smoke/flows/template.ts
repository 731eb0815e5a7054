// Texts with variables in them: `${item_id}`, `${run.id}`, `${env.SHOP_TOKEN}`. A `$` of its own is written `$$`.
import { isObject } from '../../text/json.ts';

/** The values of variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** What every run sets. */
export const RUN_VARIABLES = ['run.id', 'run.started_at'] as const;

const REFERENCE = /\$(?:\$|\{([^{}$]{0,200})\})/g;

/** The names of the variables in a text, in order, each as often as it stands there. */
export function listNames(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, name]) => (name === undefined ? [] : [name.trim()]));
}

/** The same of all texts in a value; keys of maps hold no variables. */
export function listNamesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return listNames(value);
  if (Array.isArray(value)) return value.flatMap(listNamesIn);
  return isObject(value) ? Object.values(value).flatMap(listNamesIn) : [];
}

/** A variable that has no value: the flow is wrong, or an answer before did not hold it. */
export class UnsetError extends Error {
  override readonly name = 'UnsetError';
  readonly variable: string;
  constructor(variable: string) {
    super(`the variable ${variable} has no value`);
    this.variable = variable;
  }
}

/** A text with the values in place of their names. @throws UnsetError naming the first that has none */
export function fillText(text: string, variables: Variables): string {
  return text.replace(REFERENCE, (all: string, name?: string) => {
    if (name === undefined) return all.slice(1);
    const key = name.trim();
    const value = Object.hasOwn(variables, key) ? variables[key] : undefined;
    if (value === undefined) throw new UnsetError(key);
    return value;
  });
}

/** A value with all its texts filled in. @throws UnsetError */
export function fillIn(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return fillText(value, variables);
  if (Array.isArray(value)) return value.map((item) => fillIn(item, variables));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fillIn(part, variables)]));
}
