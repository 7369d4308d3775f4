import { ConnectorClient, ConnectorFactory } from 'botframework-connector';
import { ConnectorError } from './connector-error.ts';
import type { ConnectorCall, ConnectorTransport } from './connector-transport.ts';
import { sendWithinTurn } from './turn-retry.ts';

type SendOperation = ConnectorClient['sendOperationRequest'];
type OperationValues = Parameters<SendOperation>[0];
type Operation = Parameters<SendOperation>[1];
type OperationAnswer = Awaited<ReturnType<SendOperation>>;

/**
 * The SDK's connector client with its one exit replaced. The SDK describes each of its calls by data (method, path,
 * parameters); reading that description serves all of them without the SDK's request pipeline.
 */
class TurnConnectorClient extends ConnectorClient {
  readonly #serviceUrl: string;
  readonly #transport: ConnectorTransport;

  constructor(serviceUrl: string, transport: ConnectorTransport) {
    super({ signRequest: refuseToSign }, { baseUri: serviceUrl });
    this.#serviceUrl = serviceUrl;
    this.#transport = transport;
  }

  override async sendOperationRequest(
    values: OperationValues,
    operation: Operation,
  ): Promise<OperationAnswer> {
    const call = readOperation(this.#serviceUrl, values, operation);
    const answer = (await sendWithinTurn(this.#transport, call)) ?? {};
    if (isAnswer(answer)) return answer;
    const facts = { call: `${call.method} ${call.path}`, mayHaveBeenSent: call.method !== 'GET' };
    throw new ConnectorError('unreadable-answer', facts);
  }
}

const MOST_CLIENTS = 200;

/** Gives each turn the connector client of its `serviceUrl`; clients are made once and kept. */
export class TurnConnectors extends ConnectorFactory {
  readonly #transport: ConnectorTransport;
  readonly #clients = new Map<string, ConnectorClient>();

  constructor(transport: ConnectorTransport) {
    super();
    this.#transport = transport;
  }

  override async create(serviceUrl: string): Promise<ConnectorClient> {
    const kept = this.#clients.get(serviceUrl);
    if (kept) return kept;
    if (this.#clients.size >= MOST_CLIENTS) this.#clients.clear();
    const client = new TurnConnectorClient(serviceUrl, this.#transport);
    this.#clients.set(serviceUrl, client);
    return client;
  }
}

/** Some helpers of the SDK borrow these credentials for a pipeline without timeout and host check. */
async function refuseToSign(): Promise<never> {
  throw new ConnectorError('not-supported', { call: 'a call of the SDK', mayHaveBeenSent: false });
}

function readOperation(serviceUrl: string, values: OperationValues, operation: Operation): ConnectorCall {
  const method = readMethod(operation.httpMethod);
  const path = (operation.path ?? '').replace(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(values[name])),
  );
  const query = new URLSearchParams();
  for (const { parameterPath, mapper } of operation.queryParameters ?? []) {
    const value = valueAt(values, parameterPath);
    if (value !== undefined && value !== null) query.set(mapper.serializedName ?? '', String(value));
  }
  const body = operation.requestBody && valueAt(values, operation.requestBody.parameterPath);
  const search = query.size > 0 ? `?${query}` : '';
  return { method, serviceUrl, path: `${path}${search}`, ...(body === undefined ? {} : { body }) };
}

function readMethod(method: string): ConnectorCall['method'] {
  if (method === 'GET' || method === 'POST' || method === 'PUT' || method === 'DELETE') return method;
  throw new ConnectorError('not-supported', { call: method, mayHaveBeenSent: false });
}

/** The value to which a parameter of the SDK's description points: `activity`, or `['options', 'pageSize']`. */
function valueAt(values: OperationValues, path: unknown): unknown {
  const [first, second]: readonly unknown[] = Array.isArray(path) ? path : [path];
  const value = values[String(first)];
  return second === undefined ? value : value?.[String(second)];
}

/** The SDK's type also promises the raw response as `_response`, which nothing in the SDK reads. */
function isAnswer(answer: unknown): answer is OperationAnswer {
  return typeof answer === 'object' && answer !== null;
}
