// The form of an option file, from the tables of all commands that read one: as JSON Schema, and as a type for its TypeScript form.
import type { Command } from '../lib/core/options/command.ts';
import type { Option } from '../lib/core/options/option.ts';
import { FILE_READERS, toRefusal } from '../lib/core/options/option-file.ts';

export const OPTION_FILE_SCHEMA = 'option-file.v1.schema.json';
export const OPTION_FILE_TYPE = 'option-file.d.ts';

/** The options that an option file is about, by name: where commands differ in what they say of one, each way once. */
export function listFileOptions(commands: readonly Command[]): ReadonlyMap<string, readonly Option[]> {
  const found = new Map<string, Option[]>();
  for (const { name, options } of commands) {
    if (!FILE_READERS.includes(name)) continue;
    for (const option of options) {
      const same = found.get(option.env) ?? [];
      if (!same.some((one) => toWords(one) === toWords(option))) same.push(option);
      found.set(option.env, same);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const toWords = (option: Option): string => JSON.stringify([option.doc, toType(option)]);

/** Whether an option takes several texts, which a variable holds with commas between. */
const isList = (option: Option): boolean =>
  option.kind === 'text' &&
  (option.repeats === true || option.takesMany === true || option.doc.includes('comma-separated'));

/** What JSON may hold for an option. */
function toType(option: Option): Readonly<Record<string, unknown>> {
  switch (option.kind) {
    case 'number':
      return { type: option.integer ? 'integer' : 'number', minimum: option.min, maximum: option.max };
    case 'switch':
      return { type: 'boolean' };
    case 'choice': {
      const choices = option.choices.filter(Boolean);
      return { enum: choices.flatMap((one) => (/^(true|false)$/.test(one) ? [one, one === 'true'] : [one])) };
    }
    case 'text':
      return isList(option) ? { type: ['string', 'array'], items: { type: 'string' } } : { type: 'string' };
  }
}

/** The JSON Schema, draft 2020-12. An option that may not stand in a file is there all the same, for editors to say why. */
export function toOptionFileSchema(commands: readonly Command[]): string {
  const properties = [...listFileOptions(commands)].map(([name, options]) => {
    const [first] = options;
    const refusal = first ? toRefusal(first) : '';
    if (refusal !== '') return [name, { description: refusal, not: {} }];
    const types = [...new Set(options.map((option) => JSON.stringify(toType(option))))].map((one) =>
      JSON.parse(one),
    );
    const description = [...new Set(options.map(({ doc }) => doc))].join('; or: ');
    return [name, { description, ...(types.length === 1 ? types[0] : { anyOf: types }) }];
  });
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'option-file.v1',
    title: 'aurora-gate.config.json',
    type: 'object',
    properties: {
      ...Object.fromEntries(properties),
      $schema: { description: 'Where this schema is.', type: 'string' },
    },
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const TYPES: Readonly<Record<Option['kind'], (option: Option) => string>> = {
  number: () => 'number',
  switch: () => 'boolean',
  choice: (option) =>
    option.kind === 'choice'
      ? option.choices
          .filter(Boolean)
          .flatMap((one) => (/^(true|false)$/.test(one) ? [`'${one}'`, one] : [`'${one}'`]))
          .join(' | ')
      : 'string',
  text: (option) => (isList(option) ? 'string | readonly string[]' : 'string'),
};

/** The type that `aurora-gate.config.ts` is held to. */
export function toOptionFileType(commands: readonly Command[]): string {
  const lines = [...listFileOptions(commands)].flatMap(([name, options]) => {
    const [first] = options;
    if (!first || toRefusal(first) !== '') return [];
    const docs = [...new Set(options.map(({ doc }) => doc))].join('; or: ');
    const types = [...new Set(options.map((option) => TYPES[option.kind](option)))].join(' | ');
    return [`  /** ${docs.replaceAll('*/', '* /')} */`, `  readonly ${name}?: ${types};`];
  });
  return [
    '// Made by `npm run schemas` from the tables of options.',
    '',
    '/** What `aurora-gate.config.ts` exports: `export default { … } satisfies Config`. Names and values are those of the variables. */',
    'export interface Config {',
    ...lines,
    '}',
    '',
  ].join('\n');
}
