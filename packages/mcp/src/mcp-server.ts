/** The MCP server: tools of {@link TOOLS} on any transport. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Api } from './api.js';
import { TOOLS } from './tools.js';

const INSTRUCTIONS =
  "A mock of Zoom's Realtime Media Streams. Configure the app under test with the tool server, start it, then: " +
  'start_meeting with its webhook URL, wait for streaming, inject faults, wait for media-lost and for active, act end, ' +
  'read verdicts, and in the end check. ' +
  'Each verdict says what to change in the app.';

/** Creates the MCP server. `api` is called when a tool needs the mock server. */
export function createMcpServer(version: string, api: () => Promise<Api>): McpServer {
  const server = new McpServer({ name: 'rtms-mock', version }, { instructions: INSTRUCTIONS });
  for (const tool of TOOLS) {
    const { name, title, description, input, isReadOnly } = tool;
    const annotations = { readOnlyHint: isReadOnly, openWorldHint: false };
    server.registerTool(
      name,
      { title, description, inputSchema: input, annotations },
      async (args, { signal }): Promise<CallToolResult> => {
        try {
          return textResult(JSON.stringify(await tool.run(await api(), args, signal), null, 1));
        } catch (error) {
          return { ...textResult(error instanceof Error ? error.message : String(error)), isError: true };
        }
      },
    );
  }
  return server;
}

function textResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}
