// summary.json of a run, held to its form: what is missing in it would count as 0.
import { readFile } from 'node:fs/promises';
import { OptionError } from '../../core/options/option-error.ts';
import { toJsonOrNone, toObject } from '../../core/text/json.ts';
import type { Summary } from '../../core/verdict/summary-schema.ts';
import { repoPath } from '../files/paths.ts';
import { RunFileError, readRunText } from '../run-folder/run-file.ts';

const VERSION = 2;
const FORMAT = repoPath('schemas', `summary.v${VERSION}.schema.json`);

/** Reads the summary in this file. @throws OptionError with what is wrong and what to do */
export type ReadSummary = (file: string) => Promise<Summary>;

/** A reader of summaries; the form is compiled once, in some tenths of a second. */
export async function createSummaryReader(): Promise<ReadSummary> {
  const [{ Ajv2020 }, { toFaultText }, text] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('../../core/answer/contract-fault.ts'),
    readFile(FORMAT, 'utf8'),
  ]);
  // A key of a later version says nothing against those that are known.
  const schema = JSON.parse(text, (key, value) =>
    key === 'additionalProperties' && value === false ? true : value,
  );
  const validate = new Ajv2020({ strict: false, unicode: false, logger: false }).compile<Summary>(schema);
  return async (file) => {
    const read = toJsonOrNone(await readRunText(file));
    if (read === undefined)
      throw new RunFileError(file, 'is no JSON: it was cut short; npm run judge writes it again');
    const { schema_version: version } = toObject(read);
    if (version !== VERSION)
      throw new RunFileError(
        file,
        `is of version ${JSON.stringify(version) ?? 'none'}, and ${VERSION} is read; remove it, and npm run judge writes it anew`,
      );
    if (!validate(read)) {
      const [fault] = validate.errors ?? [];
      throw new RunFileError(
        file,
        `is no summary: ${toFaultText(fault ?? { instancePath: '' }, 'the summary')}`,
      );
    }
    return read;
  };
}

/** What is wrong with a file, where that is known: anything else is thrown on. */
export function toWhy(file: string, error: unknown): string {
  if (!(error instanceof OptionError)) throw error;
  return error.message.replace(`${file} `, '');
}
