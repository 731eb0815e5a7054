// The one voice of all commands: a sentence at the width of the terminal that it is read on, and whole everywhere else.
import { type WidthOf, wrapLine } from './wrap.ts';

/** Where a sentence is said. */
export interface Stream extends WidthOf {
  write(text: string): unknown;
}

/** How much further in a sentence goes on below its first line. */
const HANGING_COLUMNS = 2;

type Painter = (text: string) => string;

const toSaid = (line: string, stream: WidthOf, paint: Painter = (text) => text) =>
  wrapLine(line, stream, HANGING_COLUMNS).map(paint).join('\n');

/**
 * Says a line. A terminal gets it in lines that fit; what is piped stays one line, so that it can be searched.
 * @param paint colours each line
 */
export function sayLine(stream: Stream, line: string, paint?: Painter): void {
  stream.write(`${toSaid(line, stream, paint)}\n`);
}

/** Says a line of what was asked for. */
export const sayOnStdout = (line: string, paint?: Painter): void =>
  console.log(toSaid(line, process.stdout, paint));

/** Says a line about how it goes on, or what went wrong. */
export const sayOnStderr = (line: string): void => console.error(toSaid(line, process.stderr));
