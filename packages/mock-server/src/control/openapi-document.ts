export const openapiDocument = { openapi: '3.1.0', info: { title: 'rtms-mock', version: '1' }, paths: {} };
