import { describe, expect, test } from 'vitest';
import { loadCredentials, parseCredentials } from '../../src/config/credentials-file.js';
import { UsageError } from '../../src/input/usage-error.js';
import { temporaryFolder } from './temporary-folder.js';

const FILE = `{
  "auth_credentials": [
    { "accountId": "acc_1", "client_id": "id_1", "client_secret": "secret-one", "userID": "user_1" },
    { "client_id": "id_2", "client_secret": "secret-two", "scope": ["audio", "transcript"], "protocol": "2026" }
  ],
  "stream_meeting_info": [
    { "meeting_uuid": "4f2kQd8sT0uXy9ZbAa1BcQ==", "rtms_stream_id": "rtms_TN3WEBT6SrTgWRGr_001" }
  ],
  "Zoom_Webhook_Secret_Token": [{ "token": "token-one" }],
  "something else": true
}
`;

describe('a credentials file', () => {
  test('is read in the format of the earlier sample server, with scope and generation of each app', async () => {
    using folder = temporaryFolder({ 'keys.json': FILE });
    expect(await loadCredentials(folder.file('keys.json'))).toEqual({
      apps: [
        { accountId: 'acc_1', clientId: 'id_1', clientSecret: 'secret-one', userId: 'user_1' },
        {
          accountId: 'rtms-mock-account',
          clientId: 'id_2',
          clientSecret: 'secret-two',
          userId: 'rtms-mock-operator',
          scope: 9,
          protocol: '2026',
        },
      ],
      streams: [{ meetingUuid: '4f2kQd8sT0uXy9ZbAa1BcQ==', streamId: 'rtms_TN3WEBT6SrTgWRGr_001' }],
      secretToken: 'token-one',
    });
  });

  test('needs no streams', () => {
    const text =
      '{"auth_credentials":[{"client_id":"a","client_secret":"b"}],"Zoom_Webhook_Secret_Token":[{"token":"c"}]}';
    expect(parseCredentials(text, 'keys.json').streams).toEqual([]);
  });

  test.each([
    [FILE.replace('"client_secret": "secret-one", ', ''), 3, 'auth_credentials[0].client_secret is missing'],
    [FILE.replace('"secret-two"', '7'), 4, 'auth_credentials[1].client_secret must be a string in quotes'],
    [FILE.replace('"id_2"', '" "'), 4, 'auth_credentials[1].client_id must not be empty'],
    [FILE.replace('"id_2"', '"id_1"'), 4, 'auth_credentials[1].client_id has "id_1" a second time'],
    [
      FILE.replace('"transcript"]', '"trancript"]'),
      4,
      'auth_credentials[1].scope[1] must be one of audio, video, deskshare, transcript or chat; did you mean transcript?',
    ],
    [
      FILE.replace('["audio", "transcript"]', '"audio"'),
      4,
      'auth_credentials[1].scope must be an array of audio, video, deskshare, transcript and chat',
    ],
    [FILE.replace('"2026"', '"2027"'), 4, 'auth_credentials[1].protocol must be one of 2025, 2026 or string'],
    [
      FILE.replace(', "rtms_stream_id": "rtms_TN3WEBT6SrTgWRGr_001"', ''),
      7,
      'stream_meeting_info[0].rtms_stream_id is missing',
    ],
    [
      FILE.replace('[{ "token": "token-one" }]', '[]'),
      9,
      'Zoom_Webhook_Secret_Token has no entries; add {"token": "…"}',
    ],
    [
      FILE.replace('{ "token": "token-one" }', '"token-one"'),
      9,
      'Zoom_Webhook_Secret_Token[0] must be an object',
    ],
    [FILE.replace('auth_credentials', 'auth'), 1, 'auth_credentials is missing; it is an array'],
    ['{"auth_credentials": {}}', 1, 'auth_credentials must be an array'],
    ['', 1, 'must be an object with auth_credentials'],
    ['[]', 1, 'must be an object with auth_credentials'],
  ])('names line and field of what is wrong (%#)', (text, line, problem) => {
    const read = () => parseCredentials(text, 'keys.json');
    expect(read).toThrow(UsageError);
    expect(read).toThrow(`credentials file keys.json, line ${line}: ${problem}`);
  });

  test.each([
    FILE.replace('"secret-one",', '"secret-one'),
    FILE.replace('"secret-one"', 'secret-one"'),
    FILE.replace('"userID": "user_1" }', '"userID": "user_1"'),
    FILE.replace('"client_secret": "secret-one"', '"client_secret" "secret-one"'),
  ])('that is no JSON is refused with its line, and no secret is shown (%#)', (text) => {
    let message = '';
    try {
      parseCredentials(text, 'keys.json');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^credentials file keys\.json, line [2-9], column \d+: .+; correct the file$/);
    expect(message).not.toContain('secret-one');
  });
});
