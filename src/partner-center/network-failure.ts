// The server's certificate was refused, which happens before the request is written.
const CERTIFICATE_CODES =
  /^(ERR_TLS_CERT_|CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/;

const NOT_CONNECTED_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether it is certain that no connection came about, hence that nothing was sent. */
export function wasNeverConnected(failure: unknown): boolean {
  const cause = failure instanceof Error && failure.cause ? failure.cause : failure;
  if (cause instanceof AggregateError)
    return cause.errors.length > 0 && cause.errors.every(wasNeverConnected);
  const { code, syscall } = networkFacts(cause);
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  return NOT_CONNECTED_CODES.has(code) || CERTIFICATE_CODES.test(code);
}

/** A cause that can be logged: what the network said, without the request or parts of the answer. */
export function loggableCause(failure: unknown): Error {
  const cause = failure instanceof Error && failure.cause ? failure.cause : failure;
  const { code } = networkFacts(cause);
  const message = cause instanceof Error ? cause.message : 'unknown failure';
  const trimmed = new Error(code && !message.includes(code) ? `${message} (${code})` : message);
  trimmed.name = 'NetworkFailure';
  return trimmed;
}

function networkFacts(cause: unknown): { code: string; syscall: string } {
  if (!(cause instanceof Error)) return { code: '', syscall: '' };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const syscall = 'syscall' in cause && typeof cause.syscall === 'string' ? cause.syscall : '';
  return { code, syscall };
}
