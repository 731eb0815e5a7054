// The licences of what is used are those that docs/licences.md names: a package of another licence does not come in unseen.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';

const DOC = readFileSync(repoPath('docs/licences.md'), 'utf8');
/** The cells of each row of the table that begins with this head. */
const readTable = (doc: string, head: string): readonly (readonly string[])[] => {
  const [, ...rows] = (doc.split(`${head}\n`)[1] ?? '').split('\n');
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
};

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
}
interface Licence {
  readonly product: boolean;
  readonly development: boolean;
}

/** Each licence of a lock file, and what its packages are for. */
function listLicences(packages: Readonly<Record<string, Locked>>): Readonly<Record<string, Licence>> {
  const found: Record<string, Licence> = {};
  for (const [path, { license = 'none named', dev = false }] of Object.entries(packages)) {
    if (path === '') continue;
    const { product, development } = found[license] ?? { product: false, development: false };
    found[license] = { product: product || !dev, development: development || dev };
  }
  return found;
}

const { packages } = JSON.parse(readFileSync(repoPath('package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

describe('npm packages', () => {
  const told = Object.fromEntries(
    readTable(DOC, '| licence | in the product | for building and tests |').map(
      ([licence = '', product, development]) => [
        licence,
        { product: product === 'yes', development: development === 'yes' },
      ],
    ),
  );
  it('are of the licences that the page names, and of no other', () => {
    expect(Object.keys(told).length).toBeGreaterThan(5);
    expect(listLicences(packages)).toEqual(told);
  });
  it.each<[string, Locked]>([
    ['of the GPL', { license: 'GPL-3.0' }],
    ['without a licence, for tests', { dev: true }],
    ['of the MPL, in the product', { license: 'MPL-2.0' }],
  ])('one %s would be found', (_, locked) => {
    expect(listLicences({ ...packages, 'node_modules/other': locked })).not.toEqual(told);
  });
  it('without a named licence are those whose file was read', () => {
    const unnamed = Object.entries(packages).filter(([path, { license }]) => path !== '' && !license);
    expect(unnamed.map(([path]) => path)).toEqual(['node_modules/jstat']);
    expect(readFileSync(repoPath('node_modules/jstat/LICENSE'), 'utf8')).toContain(
      'Permission is hereby granted, free of charge',
    );
  });
});

test('each folder of tools has its row', () => {
  const rows = readTable(DOC, '| folder | program | licence |').map(([folder]) => folder);
  const folders = readdirSync(repoPath('tools')).filter((name) =>
    existsSync(repoPath(`tools/${name}/go.mod`)),
  );
  expect(rows.toSorted()).toEqual(folders.map((name) => `\`tools/${name}\``).toSorted());
});

test('the package says the licence that lies beside it', () => {
  const { license } = JSON.parse(readFileSync(repoPath('package.json'), 'utf8')) as { license: string };
  expect(readFileSync(repoPath('LICENSE'), 'utf8')).toMatch(new RegExp(`^${license} License`));
});
