/**
 * Returns the known word that a mistyped one probably stands for; `undefined` if none is similar enough. Of numbers that are
 * equally similar, the nearest.
 */
export function closest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  if (word.length > 40) return undefined;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const isNearer =
      distance === bestDistance && best !== undefined && gap(word, candidate) < gap(word, best);
    if ((distance < bestDistance || isNearer) && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Difference of two numbers; `NaN` for other words. */
function gap(a: string, b: string): number {
  return Math.abs(Number(a) - Number(b));
}

/** Number of letters to add, remove or replace to turn one word into the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
