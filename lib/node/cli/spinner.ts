// That something goes on: zx's spinner, on a terminal only.

/**
 * Does `work`, and shows `title` meanwhile where both our streams are a terminal (zx shows it on CI's never).
 * @returns and throws what `work` does
 */
export async function showWhile<T>(title: string, work: () => Promise<T>): Promise<T> {
  const done = work();
  if (!process.stderr.isTTY || !process.stdout.isTTY) return done;
  // zx is loaded while the work is going on: nobody waits for the spinner.
  done.catch(() => {});
  const { spinner } = await import('zx');
  return spinner(title, () => done);
}
