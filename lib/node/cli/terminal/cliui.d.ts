// The part of cliui that is used: the package brings no types.
declare module 'cliui' {
  interface Cell {
    readonly text: string;
    readonly width?: number;
    /** Top, right, bottom, left. */
    readonly padding?: readonly [number, number, number, number];
  }
  interface Sheet {
    div(...cells: readonly Cell[]): void;
    toString(): string;
  }
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it.
  export default function cliui(options: { readonly width: number; readonly wrap?: boolean }): Sheet;
}
