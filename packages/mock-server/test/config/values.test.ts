import { describe, expect, test } from 'vitest';
import {
  parseBytes,
  parseDuration,
  parseHost,
  parsePort,
  parsePublicUrl,
  parseScale,
  parseSeed,
  parseServerUrl,
  parseSpeed,
  parseSwitch,
  parseText,
  parseWebhook,
  ValueProblem,
} from '../../src/input/values.js';

describe('values as people write them', () => {
  test.each([
    [parsePort, '0', 0],
    [parsePort, '65535', 65535],
    [parseDuration, '500ms', 500],
    [parseDuration, '5s', 5000],
    [parseDuration, ' 1.5M ', 90_000],
    [parseDuration, '2h', 7_200_000],
    [parseBytes, '65536', 65_536],
    [parseBytes, '512k', 524_288],
    [parseBytes, '1.5M', 1_572_864],
    [parseSpeed, '10', 10],
    [parseSpeed, '0.5', 0.5],
    [parseScale, '0.01', 0.01],
    [parseSeed, '4294967295', 4294967295],
    [parseHost, '0.0.0.0', '0.0.0.0'],
    [parseHost, '::1', '::1'],
    [parseHost, 'dev-box.local', 'dev-box.local'],
    [parsePublicUrl, 'wss://rtms.example.com/', 'wss://rtms.example.com'],
    [parsePublicUrl, 'http://localhost:9092/base', 'http://localhost:9092/base'],
    [parseServerUrl, 'http://127.0.0.1:9092/', 'http://127.0.0.1:9092'],
    [parseWebhook, ' http://localhost:3000/webhook ', 'http://localhost:3000/webhook'],
    [parseSwitch, 'true', true],
    [parseSwitch, 'Yes', true],
    [parseSwitch, '1', true],
    [parseSwitch, 'off', false],
    [parseText, 'x', 'x'],
  ] as const)('%o reads %j', (parse, text, value) => {
    expect(parse(text)).toBe(value);
  });

  test.each([
    [parsePort, '65536', /no port; give a number from 0 to 65535/],
    [parsePort, '-1', /no port/],
    [parsePort, '80a', /no port/],
    [parsePort, '1e3', /no port/],
    [parsePort, '', /no port/],
    [parseDuration, '5', /no duration; write 500ms, 5s or 2m/],
    [parseDuration, '0s', /no duration/],
    [parseDuration, '-5s', /no duration/],
    [parseDuration, '5 days', /no duration/],
    [parseBytes, '0', /no number of bytes; write 65536, 512k or 4M/],
    [parseBytes, '4 apples', /no number of bytes/],
    [parseBytes, '0.5', /no number of bytes/],
    [parseSpeed, '0', /no speed/],
    [parseSpeed, '1001', /no speed/],
    [parseSpeed, 'fast', /no speed/],
    [parseScale, '0', /no scale/],
    [parseSeed, '1.5', /no seed/],
    [parseSeed, '4294967296', /no seed/],
    [parseHost, 'http://localhost', /without scheme and port/],
    [parseHost, 'localhost:9092', /without scheme and port/],
    [parseHost, '', /no address/],
    [parsePublicUrl, 'rtms.example.com', /no base of URLs/],
    [parsePublicUrl, 'ftp://x', /no base of URLs/],
    [parsePublicUrl, 'wss://x?y=1', /no base of URLs/],
    [parseServerUrl, '127.0.0.1:9092', /no URL of a server/],
    [parseServerUrl, 'ws://127.0.0.1:9092', /no URL of a server/],
    [parseWebhook, 'localhost:3000', /Did you mean http:\/\/localhost:3000\?$/],
    [parseSwitch, 'maybe', /neither yes nor no/],
    [parseText, ' ', /is empty/],
  ] as const)('%o refuses %j', (parse, text, message) => {
    expect(() => parse(text)).toThrow(ValueProblem);
    expect(() => parse(text)).toThrow(message);
  });
});
