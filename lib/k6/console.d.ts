// k6 has a console; its types do not say so.
declare const console: { log(line: string): void };
