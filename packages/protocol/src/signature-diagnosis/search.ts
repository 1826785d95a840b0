import { equalDigests, hmac, readDigest } from './digest.js';

/** A key or a message that a wrong signature may have been made with. */
export interface Candidate {
  /** The key or the message. Never shown to anyone. */
  readonly value: string;
  /** The mistake in words; `undefined` for the right value. */
  readonly mistake?: string;
}

/**
 * Searches the candidate that explains a digest: the right key with each message, and each key with the right
 * message. The first of both lists is the right one. Returns all that is wrong, in words, or `undefined` if no
 * candidate fits. Each comparison takes constant time.
 */
export function explainDigest(
  text: string,
  keys: readonly Candidate[],
  messages: readonly Candidate[],
): string[] | undefined {
  const digest = readDigest(text);
  const [rightKey, ...wrongKeys] = keys;
  const [rightMessage] = messages;
  if (!digest || !rightKey || !rightMessage) return undefined;
  const pairs = [
    ...messages.map((message) => ({ key: rightKey, message })),
    ...wrongKeys.map((key) => ({ key, message: rightMessage })),
  ];
  const found = pairs.find(({ key, message }) =>
    equalDigests(digest.bytes, hmac(digest.algorithm, key.value, message.value)),
  );
  if (!found) return undefined;
  return [found.key.mistake, found.message.mistake, ...digest.oddities].filter(
    (words) => words !== undefined,
  );
}

/** Forms of a configured value that programs use by mistake. `name`: the value in words, such as `client secret`. */
export function spoiledForms(value: string, name: string): Candidate[] {
  const forms: readonly (readonly [string, string])[] = [
    [`${value}\n`, `the ${name} ends with a newline, as read from a file`],
    [`${value}\r\n`, `the ${name} ends with a line break, as read from a file`],
    [`${value} `, `the ${name} ends with a space`],
    [` ${value}`, `the ${name} begins with a space`],
    [`"${value}"`, `the ${name} has quotes around it, as in a .env file`],
    [`'${value}'`, `the ${name} has quotes around it, as in a .env file`],
    [value.trim(), `the configured ${name} has white space around it, and the signer's has not`],
    [
      value.trim().replaceAll(/^["']|["']$/g, ''),
      `the configured ${name} has quotes around it, and the signer's has not`,
    ],
    ['', `the ${name} is empty: its variable is not set`],
    ['undefined', `the ${name} is the text "undefined": its variable is not set`],
    ['null', `the ${name} is the text "null": its variable is not set`],
    ['None', `the ${name} is the text "None": its variable is not set`],
  ];
  return forms.filter(([form]) => form !== value).map(([form, mistake]) => ({ value: form, mistake }));
}

/** The sentence for log lines: all mistakes, separated by semicolons. */
export function sentenceOf(mistakes: readonly string[]): string {
  return mistakes.join('; ');
}
