/** Stands in for `k6`. Everything that the script reports is printed at its end. */
export const report = { checks: {}, metrics: {}, slept: [] };

export function check(value, sets) {
  const results = Object.entries(sets).map(([name, test]) => [name, test(value)]);
  for (const [name, passed] of results) report.checks[name] = passed;
  return results.every(([, passed]) => passed);
}

export function sleep(seconds) {
  report.slept.push(seconds);
}
