// The files that a flow is made of, and what is wrong with them, by file, line and column.
import { basename, dirname, join, relative } from 'node:path';
import type { TSchema } from 'typebox';
import type { FlowFile, IncludedFile, LikeFile } from '../../../lib/core/smoke/flows/flow-schema.ts';
import type { Locate, YamlReading } from '../../../lib/node/yaml/read-yaml.ts';
import { readYamlFile } from '../../../lib/node/yaml/read-yaml-file.ts';

/** One thing that is wrong with a flow or with what it includes. */
export interface FlowFault {
  /** The file, as it is shown. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** A file that was read, and where its parts stand. */
export interface Source<T> {
  /** An absolute path. */
  readonly path: string;
  readonly file: string;
  readonly value: T;
  readonly locate: Locate;
}
export type Read<T> = { readonly source: Source<T> } | { readonly faults: readonly FlowFault[] };

/** A place in a source. */
export type Place = readonly (string | number)[];

/** A fault of a place in a source. */
export const toFault = (
  { file, locate }: Pick<Source<unknown>, 'file' | 'locate'>,
  place: Place,
  text: string,
): FlowFault => ({ file, ...locate(place), text });

/** As one line for people. */
export const toFaultLine = ({ file, line, column, text }: FlowFault): string =>
  `${file}:${line}:${column}: ${text}`;

async function readSource<T>(path: string, schema: TSchema): Promise<Read<T>> {
  const file = relative(process.cwd(), path) || path;
  const { locate, ...read } = await readYamlFile(path, schema);
  if ('faults' in read) return { faults: read.faults.map((fault) => ({ file, ...fault })) };
  return { source: { path, file, value: (read as YamlReading<T> & { readonly value: T }).value, locate } };
}

/** Loaded when a file is read: no other command begins with a schema. */
const loadForms = () => import('../../../lib/core/smoke/flows/flow-schema.ts');

/** A flow file; of one that says `like`, the file that it names. */
export async function readFlowFile(path: string): Promise<Read<FlowFile>> {
  const forms = await loadForms();
  const like = await readSource<LikeFile>(path, forms.LikeFile);
  if ('source' in like) return readSource(join(dirname(path), like.source.value.like), forms.FlowFile);
  const isLike = !like.faults.some(({ text }) => text === 'it has no like, which is required');
  return isLike ? like : readSource(path, forms.FlowFile);
}

/** The shared file of a name, beside the flow that includes it. */
export const readIncludedFile = async (flowPath: string, name: string): Promise<Read<IncludedFile>> =>
  readSource(toSharedPath(flowPath, name), (await loadForms()).IncludedFile);

/** Where a shared file lies, for a flow or for another shared file. */
export function toSharedPath(path: string, name: string): string {
  const dir = dirname(path);
  return join(basename(dir) === 'include' ? dir : join(dir, 'include'), `${name}.yaml`);
}
