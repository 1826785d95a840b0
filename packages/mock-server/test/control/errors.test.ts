import { describe, expect, test } from 'vitest';
import { fakeServer } from './fake-server.js';

describe('a call that cannot be served', () => {
  test.each([
    ['{"a":', 400, 'malformed-json'],
    ['[]', 400, 'invalid-body'],
    ['"text"', 400, 'invalid-body'],
    ['null', 400, 'invalid-body'],
    [`{"topic":"${'x'.repeat(70_000)}"}`, 413, 'body-too-large'],
  ])('answers %.20s in one form', async (body, status, code) => {
    await using server = await fakeServer();
    const answer = await server.post('/api/meetings', body);
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({
      error: expect.objectContaining({ code, message: expect.any(String) }),
    });
    expect(server.meetings).toHaveLength(0);
  });

  test('says that a path is unknown', async () => {
    await using server = await fakeServer();
    const answer = await server.get('/api/nothing');
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual({
      error: {
        code: 'not-found',
        message: 'There is no GET /api/nothing here.',
        hint: 'GET /api/openapi.json describes every call.',
      },
    });
  });

  test.each([
    ['DELETE', '/api/meetings', 'HEAD, POST, GET'],
    ['PUT', '/api/meetings/x', 'HEAD, GET'],
    ['GET', '/api/actions', 'POST'],
    ['OPTIONS', '/api/actions', 'POST'],
    ['POST', '/health', 'HEAD, GET'],
  ])('says that %s %s is the wrong method', async (method, path, allow) => {
    await using server = await fakeServer();
    const answer = await server.call(method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe(allow);
    expect(answer.json?.['error']).toMatchObject({ code: 'method-not-allowed' });
  });

  test('says that a path is badly encoded', async () => {
    await using server = await fakeServer();
    const answer = await server.get('/api/meetings/%E0%A4%A');
    expect(answer.status).toBe(400);
    expect(answer.json?.['error']).toMatchObject({ code: 'bad-request' });
  });

  test('keeps what broke inside for the log', async () => {
    await using server = await fakeServer({
      startMeeting: async () => {
        throw new Error('a private detail');
      },
    });
    const answer = await server.post('/api/meetings', {});
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('private');
    expect(server.logger.text('error')).toContain('POST /api/meetings failed: Error: a private detail');
  });
});
