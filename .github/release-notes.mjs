// The notes of a release, out of CHANGELOG.md: node .github/release-notes.mjs v1.2.3. A release that the changelog does not tell is none.
import { readFileSync } from 'node:fs';

const [, , tag = '', file = 'CHANGELOG.md'] = process.argv;
const version = tag.replace(/^v/, '');
const sections = readFileSync(file, 'utf8').split(/^## /m).slice(1);
const [found] = sections.filter((section) => section.split(/[\s:]/, 1)[0] === version);
if (!/^\d/.test(version) || found === undefined) {
  console.error(`${file} has no section "## ${version || '<version>'}"; write it before you tag`);
  process.exit(1);
}
const [, ...lines] = found.split('\n');
// Links are written from the root of the repository.
console.log(
  lines
    .join('\n')
    .trim()
    .replaceAll(/\]\((?!https?:)([^)]+)\)/g, `](../blob/${tag}/$1)`),
);
