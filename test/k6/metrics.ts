// The fake of `k6/metrics`: metrics that remember what they were given, under the tags the VU carried then.
import { tags, world } from './world.ts';

class Metric {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  add(value: number, own: Readonly<Record<string, string>> = {}): void {
    world.samples.push({ metric: this.name, value, tags: { ...tags, ...own } });
  }
}

export class Counter extends Metric {}
export class Gauge extends Metric {}
export class Rate extends Metric {}
export class Trend extends Metric {}
