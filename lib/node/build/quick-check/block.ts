// A block of generated code: its lines, and what they have found out already.
import type { TypeName } from './types.ts';

/** How much a piece of code knows: all that its schema says; not all, and then it is not sure; nothing. */
export type Sureness = 'exact' | 'partial' | 'never';

/** Of two pieces that must both hold. */
export const both = (a: Sureness, b: Sureness): Sureness => {
  if (a === 'never' || b === 'never') return 'never';
  return a === 'exact' && b === 'exact' ? 'exact' : 'partial';
};

/** Names of variables and labels, none twice in one function. */
export const createNames = (): ((prefix: string) => string) => {
  let count = 0;
  return (prefix) => `${prefix}${count++}`;
};

export class Block {
  readonly lines: string[] = [];
  /** Variable of an object and key → variable of its value. */
  private readonly values: Map<string, string>;
  private readonly types: Map<string, readonly TypeName[]>;
  private readonly present: Set<string>;

  /**
   * @param fail the statement that says "not surely valid"
   * @param around the block in which this one stands
   */
  constructor(
    readonly name: (prefix: string) => string,
    readonly fail: string,
    around?: Block,
  ) {
    this.values = new Map(around?.values);
    this.types = new Map(around?.types);
    this.present = new Set(around?.present);
  }

  add(line: string): void {
    this.lines.push(line);
  }

  /** Fails where the expression is true. */
  failIf(condition: string): void {
    this.add(`if (${condition}) ${this.fail}`);
  }

  /** The variable that holds `of[key]`, where that was read. */
  know(of: string, key: string): string | undefined {
    return this.values.get(`${of} ${key}`);
  }

  /** The variable that holds `of[key]`: each is read once, since k6 makes a new value at every reading. */
  read(of: string, key: string, variable = this.name('x')): string {
    const known = this.know(of, key);
    if (known !== undefined) return known;
    this.add(`const ${variable} = ${of}[${toLiteral(key)}];`);
    this.values.set(`${of} ${key}`, variable);
    return variable;
  }

  /** A block within this one, which knows what this one has read. */
  inner(fail = this.fail): Block {
    return new Block(this.name, fail, this);
  }

  /** From here on the variable is of one of these types. */
  learnTypes(variable: string, types: readonly TypeName[]): this {
    this.types.set(variable, types);
    return this;
  }

  typesOf(variable: string): readonly TypeName[] | undefined {
    return this.types.get(variable);
  }

  /** From here on the variable is not undefined. */
  learnPresent(variable: string): this {
    this.present.add(variable);
    return this;
  }

  isPresent(variable: string): boolean {
    return this.present.has(variable);
  }

  /** Puts an inner block here, where it has any lines. */
  nest(head: string, inner: Block): void {
    if (inner.lines.length > 0) this.add(`${head} {\n${inner.lines.join('\n')}\n}`);
  }
}

/** A value as code. */
export const toLiteral = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
