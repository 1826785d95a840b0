/** The error of a webhook server, as a clause with what to do. `port`, `host`: where it was to listen. */
export function listenProblem(
  { code, message }: NodeJS.ErrnoException,
  { port, host }: { readonly port: number; readonly host: string | undefined },
): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is in use: stop the other program, or set ZM_RTMS_PORT`;
    case 'EACCES':
      return `port ${port} is reserved for programs with more rights: set ZM_RTMS_PORT to another one`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `this machine has no address ${host}: correct ZM_RTMS_HOST`;
    default:
      return message;
  }
}
