// The same of a file: bounded before it is read.
import { open } from 'node:fs/promises';
import type { Static, TSchema } from 'typebox';
import { toMessage } from '../../core/text/message.ts';
import { type Locate, readYaml, type YamlReading } from './read-yaml.ts';

/** One byte more than is read of any file, so that a longer one shows. */
const MOST_BYTES = 512 * 1024 + 1;

/** Reads a YAML file of the form of `schema`. A file that cannot be read is a fault of its first line; it never throws. */
export async function readYamlFile<S extends TSchema>(
  file: string,
  schema: S,
): Promise<YamlReading<Static<S>> & { readonly locate: Locate }> {
  try {
    const handle = await open(file, 'r');
    try {
      if (!(await handle.stat()).isFile()) return unreadable('it is no file');
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
      return readYaml(new Uint8Array(buffer.subarray(0, bytesRead)), schema);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unreadable(toMessage(error).replace(/, open .*/, ''));
  }
}

const unreadable = (why: string) => ({
  faults: [{ line: 1, column: 1, path: '', text: `it cannot be read (${why})` }],
  locate: () => ({ line: 1, column: 1 }),
});
