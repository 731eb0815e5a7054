export function provideBuilt(root: string): Promise<string | undefined>;
