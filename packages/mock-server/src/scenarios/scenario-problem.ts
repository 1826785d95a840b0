/** What is wrong, and where: `['timeline', 2, 'participant']`. */
export interface ScenarioProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The key itself is wrong, not what stands behind it. */
  readonly isKey?: boolean;
}

/** `timeline[2].participant` and what is wrong with it. */
export function problemText({ path, message }: ScenarioProblem): string {
  const where = path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
  return `${where === '' ? 'the scenario' : where} ${message}`;
}
