import { pino } from 'pino';
import { type BotCredential, BotCredentialsError, createBotCredentials } from '../bot/bot-credentials.ts';
import { appCredential } from '../compose/app-credential.ts';
import type { Config } from '../config.ts';
import { readEntraError } from '../identity/entra-errors.ts';
import type { Surroundings } from '../surroundings.ts';
import type { CredentialTry, TokenTry } from './check-credentials.ts';

const TIMEOUT_MS = 10_000;

/** Each credential of the configuration by itself, asking Entra ID for the bot's own token. */
export function credentialTries(
  config: Config,
  surroundings: Pick<Surroundings, 'botNetworkClient'>,
  clock: () => Date,
): readonly CredentialTry[] {
  const tryOne = (variable: string, credential: BotCredential): CredentialTry => ({
    variable,
    ask: async () => {
      const { botAppId: appId, partnerTenantId: tenantId } = config;
      const networkClient = surroundings.botNetworkClient;
      const log = pino({ level: 'silent' });
      const one = { appId, tenantId, credential, fetch, networkClient, clock, log, timeoutMs: TIMEOUT_MS };
      try {
        await createBotCredentials(one).token();
        return { kind: 'token' };
      } catch (error) {
        if (!(error instanceof BotCredentialsError)) throw error;
        return refusalOf(error);
      }
    },
  });
  const { credential } = config;
  switch (credential.kind) {
    case 'secrets':
      return credential.secrets.map((secret, index) =>
        tryOne(index === 0 ? 'BOT_APP_SECRET' : 'BOT_APP_SECRET_NEXT', { secret }),
      );
    case 'certificate':
      return [tryOne('BOT_CERTIFICATE_FILE', appCredential(credential))];
    case 'federated':
      return [tryOne('BOT_FEDERATED_TOKEN_FILE', appCredential(credential))];
  }
}

function refusalOf({ code, cause }: BotCredentialsError): TokenTry {
  const entraCode = entraCodeOf(cause);
  return { kind: code === 'credential-refused' || entraCode !== null ? 'refused' : 'unavailable', entraCode };
}

function entraCodeOf(cause: unknown): number | null {
  try {
    const problem = readEntraError(cause);
    return problem.kind === 'sign-in' ? problem.entraCode : problem.error.entraCode;
  } catch {
    return null;
  }
}
