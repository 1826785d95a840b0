import { expect, test } from 'vitest';
import { createDisplay } from '../src/display.js';

function output(isTTY: boolean, columns = 20) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

test('a terminal has a status line below the other lines, rewritten in place', () => {
  const terminal = output(true);
  const display = createDisplay(terminal);
  display.status('now');
  display.line('stays');
  display.status('later');
  display.clear();
  display.line('last');
  const clear = '\r\u001B[2K';
  expect(terminal.written).toEqual([
    `${clear}now`,
    `${clear}stays\nnow`,
    `${clear}later`,
    clear,
    `${clear}last\n`,
  ]);
});

test('a terminal never has a status line that wraps', () => {
  const terminal = output(true, 5);
  createDisplay(terminal).status('123456');
  expect(terminal.written).toEqual(['\r\u001B[2K1234']);
});

test('a file has plain lines', () => {
  const file = output(false);
  const display = createDisplay(file);
  display.status('now');
  display.line('stays');
  display.clear();
  expect(file.written).toEqual(['now\n', 'stays\n']);
});
