import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  diagnoseHandshakeSignature,
  diagnoseWebhookSignature,
  serializersThatChange,
  signHandshake,
  signWebhook,
} from '@rtms-mock/protocol/signature';

const app = { clientId: 'mockClientId01', clientSecret: 'mockClientSecret01' };
const other = { clientId: 'otherClientId', clientSecret: 'otherClientSecret' };
const entityId = '4f2kQd8sT0/+9ZbAa1BcQ==';
const streamId = 'rtms_stream_0001';
const otherStream = { entityId: 'zzzzQd8sT0uXy9ZbAa1BcQ==', streamId: 'rtms_stream_0002' };
const secretToken = 'mockWebhookSecretToken01';
const ids = `mockClientId01,${entityId},${streamId}`;

function sign(
  key: string,
  message: string,
  algorithm = 'sha256',
  encoding: 'hex' | 'base64' = 'hex',
): string {
  return createHmac(algorithm, key).update(message).digest(encoding);
}

function diagnose(signature: string): string | undefined {
  return diagnoseHandshakeSignature({
    signature,
    app,
    entityId,
    streamId,
    secretToken,
    otherApps: [other],
    otherStreams: [otherStream],
    otherIds: ['91234567890'],
  });
}

describe('a wrong signature of a handshake', () => {
  test.each([
    [sign(`${app.clientSecret}\n`, ids), /client secret ends with a newline/],
    [sign(`${app.clientSecret} `, ids), /client secret ends with a space/],
    [sign(`"${app.clientSecret}"`, ids), /client secret has quotes/],
    [sign('undefined', ids), /variable is not set/],
    [sign('', ids), /client secret is empty/],
    [sign(secretToken, ids), /secret token of webhooks, not the client secret/],
    [sign(app.clientId, ids), /the key is the client id/],
    [
      sign(app.clientSecret, `${entityId},mockClientId01,${streamId}`),
      /meeting_uuid, client_id, rtms_stream_id/,
    ],
    [sign(app.clientSecret, ids.replaceAll(',', '')), /without commas/],
    [sign(app.clientSecret, ids.replaceAll(',', ':')), /colons in place of commas/],
    [
      sign(app.clientSecret, ids.replace(entityId, encodeURIComponent(entityId))),
      /meeting_uuid is URL-encoded$/,
    ],
    [sign(app.clientSecret, ids.replace(entityId, '91234567890')), /91234567890 in place of meeting_uuid/],
    [sign(app.clientSecret, ids, 'sha256', 'base64'), /base64 in place of hex/],
    [sign(app.clientSecret, ids).toUpperCase(), /upper case/],
    [`${sign(app.clientSecret, ids)}\n`, /white space or quotes around it/],
    [sign(app.clientSecret, ids, 'sha1'), /HMAC-SHA-1 in place of HMAC-SHA256/],
    [sign(app.clientSecret, ids, 'sha512', 'base64'), /base64 in place of hex; it is an HMAC-SHA512/],
    [sign(other.clientSecret, ids), /client secret of another app \(otherClientId\)/],
    [sign(app.clientSecret, ids.replace(app.clientId, other.clientId)), /client id of another app/],
    [signHandshake(other, entityId, streamId), /credentials of another app \(otherClientId\)/],
    [
      signHandshake(app, otherStream.entityId, otherStream.streamId),
      /ids of another stream \(rtms_stream_0002\)/,
    ],
    [signHandshake(app, entityId, 'undefined'), /rtms_stream_id is the text "undefined"/],
    [sign(`${app.clientSecret}\n`, ids).toUpperCase(), /newline, as read from a file; it is in upper case/],
  ])('%s is explained as %s', (signature, explanation) => {
    expect(diagnose(signature)).toMatch(explanation);
  });

  test.each([
    ['of another secret', sign('quite another secret', ids)],
    ['of no digest', 'not-a-digest'],
    ['that is empty', ''],
    ['that is very long', 'ab'.repeat(100_000)],
  ])('%s is not explained', (_title, signature) => {
    expect(diagnose(signature)).toBeUndefined();
  });

  test('is explained where the configured secret has the newline', () => {
    const configured = { clientId: app.clientId, clientSecret: `${app.clientSecret}\n` };
    const signature = sign(app.clientSecret, ids);
    expect(diagnoseHandshakeSignature({ signature, app: configured, entityId, streamId })).toMatch(
      /configured client secret has white space around it/,
    );
  });

  test('is never explained with a secret', () => {
    const secrets = [app.clientSecret, other.clientSecret, secretToken];
    for (const key of [...secrets.map((secret) => `${secret}\n`), ...secrets]) {
      for (const secret of secrets) expect(diagnose(sign(key, ids)) ?? '').not.toContain(secret);
    }
  });

  test('is a right one, without an explanation', () => {
    expect(diagnose(signHandshake(app, entityId, streamId))).toBeUndefined();
  });
});

const nowSeconds = 1767225600;
const rawBody = JSON.stringify({
  event: 'meeting.rtms_started',
  event_ts: 1767225600123,
  payload: {
    operator_id: 'Grüße',
    meeting_uuid: entityId,
    rtms_stream_id: streamId,
    server_urls: 'ws://h/s',
  },
});

function diagnosePosted(
  headers: { 'x-zm-signature'?: string; 'x-zm-request-timestamp'?: string },
  body = rawBody,
): string | undefined {
  return diagnoseWebhookSignature({
    signature: headers['x-zm-signature'],
    timestamp: headers['x-zm-request-timestamp'],
    rawBody: body,
    secretToken,
    clientSecret: app.clientSecret,
    nowSeconds,
  });
}

describe('a webhook that cannot be trusted', () => {
  test.each([
    [{}, /header x-zm-signature is missing/],
    [{ 'x-zm-signature': 'v0=00' }, /header x-zm-request-timestamp is missing/],
    [signWebhook(`${secretToken}\n`, nowSeconds, rawBody), /secret token ends with a newline/],
    [signWebhook(app.clientSecret, nowSeconds, rawBody), /client secret, not the secret token/],
    [signWebhook(secretToken, nowSeconds - 7200, rawBody), /timestamp is 2 h old/],
    [signWebhook(secretToken, nowSeconds + 900, rawBody), /timestamp is 15 min in the future/],
    [
      signWebhook(secretToken, nowSeconds * 1000, rawBody),
      /timestamp is in milliseconds in place of seconds/,
    ],
    [
      {
        ...signWebhook(secretToken, nowSeconds * 1000, rawBody),
        'x-zm-request-timestamp': String(nowSeconds),
      },
      /covers the timestamp in milliseconds/,
    ],
    [signed(rawBody, ''), /lacks "v0="/],
    [signed(rawBody, 'sha256='), /begins with "sha256=" in place of "v0="/],
    [{ ...signed(''), 'x-zm-signature': `v0=${sign(secretToken, rawBody)}` }, /body alone/],
    [signed(`${rawBody}\n`), /body with a newline at the end/],
    [signed(JSON.stringify(JSON.parse(rawBody), null, 2)), /as a JSON library that indents writes it/],
  ])('is explained: %j as %s', (headers, explanation) => {
    expect(diagnosePosted(headers)).toMatch(explanation);
  });

  test.each(['json_encode (PHP)', 'encoding/json with a map (Go)', 'json.dumps (Python', 'Gson (Java)'])(
    'is explained where %s has written the body again',
    (name) => {
      const serializer = serializersThatChange(rawBody).find((library) => library.name.startsWith(name));
      const body = serializer!.write(JSON.parse(rawBody));
      const headers = signWebhook(secretToken, nowSeconds, rawBody);
      expect(diagnosePosted(headers, body)).toContain(`parsed and written again, as by ${name}`);
    },
  );

  test('is not explained with another secret token or an enormous body', () => {
    expect(diagnosePosted(signWebhook('another', nowSeconds, rawBody))).toBeUndefined();
    const body = `"${'a'.repeat(20_000)}"`;
    expect(diagnosePosted(signWebhook(`${secretToken}\n`, nowSeconds, body), body)).toBeUndefined();
  });
});

function signed(body: string, prefix = 'v0='): { [name: string]: string } {
  return {
    'x-zm-request-timestamp': String(nowSeconds),
    'x-zm-signature': `${prefix}${sign(secretToken, `v0:${nowSeconds}:${body}`)}`,
  };
}

test('libraries that write a body differently are named, and only those', () => {
  const names = (body: string): string[] => serializersThatChange(body).map(({ name }) => name);
  expect(names('{"event":"a","event_ts":1,"payload":{"id":"x","stop_reason":6}}')).toEqual([
    'json.dumps (Python, default separators)',
    'a JSON library that indents',
  ]);
  expect(names('{"payload":{"meeting_uuid":"a/b=="}}')).toEqual([
    'json.dumps (Python, default separators)',
    'json_encode (PHP)',
    'Gson (Java)',
    'a JSON library that indents',
  ]);
  expect(names('not JSON')).toEqual([]);
});
