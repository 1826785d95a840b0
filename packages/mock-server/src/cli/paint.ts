const CODES = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Colours a string for a terminal. Returns it unchanged unless `enabled`. */
export function paint(colour: keyof typeof CODES, text: string, enabled: boolean): string {
  return enabled && text !== '' ? `\u001B[${CODES[colour]}m${text}\u001B[0m` : text;
}

/** Returns a function that colours strings for an output. */
export function painter(output: {
  readonly colour: boolean;
}): (colour: keyof typeof CODES, text: string) => string {
  return (colour, text) => paint(colour, text, output.colour);
}
