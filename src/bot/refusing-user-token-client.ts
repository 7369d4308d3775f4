import { UserTokenClient } from 'botframework-connector';

/** Stands where the SDK wants a client of Microsoft's token service, which this bot never uses. */
export class RefusingUserTokenClient extends UserTokenClient {
  override getUserToken = refuse;
  override getSignInResource = refuse;
  override signOutUser = refuse;
  override getTokenStatus = refuse;
  override getAadTokens = refuse;
  override exchangeToken = refuse;
}

async function refuse(): Promise<never> {
  throw new Error('This bot does not use the token service of the Bot Framework');
}
