#!/usr/bin/env node
// `npx aurora-gate <command> [options]`: the same commands as `npm run <command> -- [options]`, from any folder.
// Plain JavaScript, for the reason of scripts/launch.mjs, which it leads to.
import { readFileSync } from 'node:fs';

const { version, scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const LAUNCH = 'node scripts/launch.mjs ';
const [node, self, asked = 'help', ...words] = process.argv;
const command = asked === '-h' || asked === '--help' ? 'help' : asked;
if (command === '--version' || command === '-V') {
  console.log(version);
  process.exit(0);
}
// A script may be a command with options of its own; a command that is no script is told by the launcher.
const script = Object.hasOwn(scripts, command) ? scripts[command] : '';
const launched = script.startsWith(LAUNCH) ? script.slice(LAUNCH.length).split(' ') : [command];
process.argv = [node, self, ...launched, ...words];
await import('./launch.mjs');
