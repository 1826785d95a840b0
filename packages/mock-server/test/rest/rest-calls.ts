import {
  DEV_CREDENTIALS,
  startMockServer,
  type MockServer,
  type MockServerOptions,
} from '../../src/index.js';

export interface Answer {
  readonly status: number;
  readonly body: { readonly [key: string]: unknown } | undefined;
}

const [APP] = DEV_CREDENTIALS.apps;

export function basic(id: string = APP.clientId, secret: string = APP.clientSecret): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

/** The service's REST API as a program sees it. */
export class RestCaller {
  readonly #server: MockServer;

  constructor(server: MockServer) {
    this.#server = server;
  }

  async call(method: string, path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.#server.controlUrl}${path}`, { method, ...init });
    const text = await response.text();
    const body = text === '' ? undefined : (JSON.parse(text) as Answer['body']);
    return { status: response.status, body };
  }

  token(
    parameters: { readonly [name: string]: string },
    authorization: string | undefined = basic(),
  ): Promise<Answer> {
    return this.call('POST', '/oauth/token', {
      headers: authorization === '' ? {} : { authorization },
      body: new URLSearchParams(parameters),
    });
  }

  async accessToken(scope?: string): Promise<string> {
    const parameters = { grant_type: 'account_credentials', account_id: APP.accountId };
    const { body } = await this.token({ ...parameters, ...(scope !== undefined && { scope }) });
    return String(body?.['access_token']);
  }

  async setStatus(path: string, body: unknown, token?: string): Promise<Answer> {
    return this.call('PATCH', `/v2/${path}/rtms_app/status`, {
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token ?? (await this.accessToken())}`,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}

/** A server on free ports that plays nothing, because no media is asked for. */
export async function restServer(
  options: MockServerOptions = {},
): Promise<{ server: MockServer; rest: RestCaller } & AsyncDisposable> {
  const server = await startMockServer({ port: 0, mediaPort: 0, ...options });
  return { server, rest: new RestCaller(server), [Symbol.asyncDispose]: () => server.close() };
}
