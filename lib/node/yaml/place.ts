// Where in a YAML document a part of its value stands.
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';

type Path = readonly (string | number)[];

/**
 * The offset at which a part begins; that of the nearest part around it where it is not there.
 * @param key a key of the part: then the offset of the key itself
 */
export function findPlace(document: Document, path: Path, key?: string): number {
  let node: unknown = document.contents;
  let offset = toOffset(node) ?? 0;
  for (const step of path) {
    const next = toNode(document, node);
    node = isSeq(next) ? next.items[Number(step)] : findPair(next, String(step))?.value;
    offset = toOffset(node) ?? offset;
    if (node === undefined) break;
  }
  if (key === undefined) return offset;
  return toOffset(findPair(toNode(document, node), key)?.key) ?? offset;
}

/** What an alias stands for; any other node as it is. */
const toNode = (document: Document, node: unknown): unknown =>
  isAlias(node) ? node.resolve(document) : node;

function findPair(map: unknown, key: string): Pair | undefined {
  if (!isMap(map)) return undefined;
  return map.items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === key);
}

const toOffset = (node: unknown): number | undefined => (node as Node | undefined)?.range?.[0];
