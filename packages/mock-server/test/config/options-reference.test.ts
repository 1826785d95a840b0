import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-api';
import { describe, expect, test } from 'vitest';
import { DOCUMENT, withOptions } from '../../scripts/options-reference.js';
import { defaultText } from '../../src/config/option-names.js';
import { SERVER_OPTIONS } from '../../src/server/options.js';
import type { Option } from '../../src/settings/option.js';

test('docs/command-line.md is up to date; pnpm --filter @rtms-mock/server docs writes it', async () => {
  const document = await readFile(DOCUMENT, 'utf8');
  expect(document).toBe(withOptions(document));
});

/** Docblocks of the entries of a table by name, each as one line, with its `@default`. */
function docblocks(file: string, table: string): Map<string, { text: string; fallback: string | undefined }> {
  const path = fileURLToPath(new URL(`../../src/${file}`, import.meta.url));
  const source = ts.createSourceFile(path, ts.sys.readFile(path) ?? '', ts.ScriptTarget.Latest, true);
  const found = new Map<string, { text: string; fallback: string | undefined }>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === table) {
      node.initializer?.forEachChild(visitTable);
    } else node.forEachChild(visit);
  };
  const visitTable = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      for (const entry of node.properties) {
        if (ts.isPropertyAssignment(entry)) found.set(entry.name.getText(), docblockOf(entry));
      }
    } else node.forEachChild(visitTable);
  };
  visit(source);
  return found;
}

function docblockOf(entry: ts.PropertyAssignment): { text: string; fallback: string | undefined } {
  const [block] = ts.getJSDocCommentsAndTags(entry).filter((part) => ts.isJSDoc(part));
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('`', '').trim();
  const tag = block?.tags?.find(({ tagName }) => tagName.text === 'default');
  return {
    text: plain(ts.getTextOfJSDocComment(block?.comment) ?? ''),
    fallback: tag && plain(ts.getTextOfJSDocComment(tag.comment) ?? '').replaceAll("'", ''),
  };
}

describe('docblocks of options', () => {
  const found = new Map([
    ...docblocks('settings/settings.ts', 'OWN_SETTINGS'),
    ...docblocks('settings/playback-settings.ts', 'PLAYBACK_SETTINGS'),
    ...docblocks('settings/webhook-settings.ts', 'WEBHOOK_SETTINGS'),
    ...docblocks('server/options.ts', 'WIRING_OPTIONS'),
  ]);

  test('are found for all options', () => {
    expect([...found.keys()].toSorted()).toEqual(Object.keys(SERVER_OPTIONS).toSorted());
  });

  test.each(Object.entries<Option>(SERVER_OPTIONS))('say of %s what help says', (name, option) => {
    const { text = '', fallback } = found.get(name) ?? {};
    const [clause = ''] = option.description.split(/[;(]/);
    expect(text.toLowerCase().slice(0, clause.trim().length)).toBe(clause.trim().toLowerCase());
    expect(fallback).toBe(defaultText(option)?.replaceAll("'", ''));
  });
});
