/** Stands in for `k6/metrics`. */
import { report } from './k6.mjs';

class Metric {
  constructor(name) {
    this.values = [];
    report.metrics[name] = this.values;
  }

  add(value) {
    this.values.push(value);
  }
}

export { Metric as Counter, Metric as Trend };
