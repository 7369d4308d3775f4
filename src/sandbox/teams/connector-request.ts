/** A call of the bot after routing: which tenant's service, path parts (decoded), query and body. */
export type ConnectorRequest = {
  readonly tenantId: string;
  readonly method: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
};
