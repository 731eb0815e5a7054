// The best fit to a series that never falls: drift of whatever curve, so that what is left beside it is noise.

/**
 * The isotonic least-squares fit, by pooling neighbours that fall (Barlow, Bartholomew, Bremner & Brunk, "Statistical Inference
 * under Order Restrictions", 1972). A straight line would leave the curve of a drift in what is taken for noise.
 */
export function computeRisingFit(values: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const value of values) {
    let block = { sum: value, count: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count >= block.sum / block.count;
      last = blocks.at(-1)
    ) {
      block = { sum: last.sum + block.sum, count: last.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
}
