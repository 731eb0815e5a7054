// The campaign: every contract of every service of this checkout, and of services made from OpenAPI documents, on mutated bodies.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type Json } from '../../lib/core/text/json.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { type LoadedService, listServiceIds, loadService } from '../../lib/node/service/load-service.ts';
import { writeNewService } from '../../lib/node/service/new-service.ts';
import { listContractFiles } from '../../lib/node/service/read-contracts.ts';
import { createAnswer, LANGS, STEP_IDS } from '../cost/answers.ts';
import { type Comparison, type Contracts, compareContract } from './compare.ts';

/** Documents that strangers wrote, with what real ones have: circles, polymorphism, patterns, discriminators. */
const DOCUMENTS = repoPath('node_modules', '@readme', 'oas-examples');
const VERSIONS = ['3.0', '3.1'];

async function readContracts(
  loaded: LoadedService,
  title: string,
  seeds: readonly unknown[],
): Promise<Contracts> {
  const files = await listContractFiles(loaded);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return { title, schemas: texts.map((text) => JSON.parse(text) as Json), seeds };
}

/** An answer with all that is in it, but less of each: what is cloned half a million times should be short. */
function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, 20);
  if (Array.isArray(value)) return value.slice(0, 3).map(shorten);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, shorten(inside)]));
}

/** The contracts of this checkout's services, with the answers of the bench to begin from. */
export async function readOwnContracts(): Promise<readonly Contracts[]> {
  const answers = STEP_IDS.flatMap((step) =>
    LANGS.map((lang) => shorten(JSON.parse(createAnswer(step, lang)))),
  );
  return Promise.all(
    listServiceIds().map(async (id) =>
      readContracts(await loadService(id), id, id === 'example' ? [] : answers),
    ),
  );
}

/** The contracts that `npm run new-service -- --openapi` makes of the documents. */
async function readForeignContracts(dir: string): Promise<readonly Contracts[]> {
  const found: Contracts[] = [];
  for (const version of VERSIONS) {
    const folder = join(DOCUMENTS, version, 'json');
    for (const file of (await readdir(folder)).sort()) {
      if (!file.endsWith('.json')) continue;
      const id = `d${version.replace('.', '')}-${file.slice(0, -'.json'.length)}`.toLowerCase();
      try {
        const { dir: service } = await writeNewService(id, join(folder, file), dir);
        found.push(await readContracts(await loadService(service), id, []));
      } catch {
        // A document without an operation that can be called makes no service.
      }
    }
  }
  return found;
}

const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`;

/** A comparison as a row of a table in Markdown. */
const toRow = ({ title, contract, isQuick, bodies, valid, sure, wrong }: Comparison) =>
  `| ${title} | ${contract} | ${bodies} | ${percent(valid, bodies)} | ${isQuick ? percent(sure, valid) : 'left to ajv'} | ${wrong.length} |`;

export interface CampaignOptions {
  readonly bodies: number;
  readonly seed: number;
  readonly print: (line: string) => void;
  readonly stop: AbortSignal;
}

/**
 * Compares the quick check of every contract with ajv, on `bodies` bodies each.
 * @throws Error naming the contracts whose quick check took a body that ajv refuses, with one such body
 */
export async function runCampaign({ bodies, seed, print, stop }: CampaignOptions): Promise<void> {
  await withTemporaryDir('contracts-bench', async (dir) => {
    const all = [...(await readOwnContracts()), ...(await readForeignContracts(dir))];
    const seen: Comparison[] = [];
    print('| contracts of | contract | bodies | valid | of these sure at once | sure and wrong |');
    print('|---|---|---|---|---|---|');
    for (const contracts of all)
      for (const schema of contracts.schemas) {
        stop.throwIfAborted();
        const comparison = compareContract(contracts, schema, bodies, seed);
        seen.push(comparison);
        print(toRow(comparison));
        // The loop above gives nobody else a turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    const wrong = seen.filter((one) => one.wrong.length > 0);
    const sum = (of: (one: Comparison) => number) => seen.reduce((total, one) => total + of(one), 0);
    print(
      `\n${seen.length} contracts, ${sum((one) => one.bodies)} bodies, ${percent(
        sum((one) => one.sure),
        sum((one) => one.valid),
      )} of the valid ones sure at once, ${wrong.length} contracts with a disagreement`,
    );
    const [first] = wrong;
    if (first)
      throw new Error(
        `a quick check takes what ajv refuses: ${wrong.map((one) => `${one.title} ${one.contract}`).join(', ')}; first ${JSON.stringify(first.wrong[0])}`,
      );
  });
}
