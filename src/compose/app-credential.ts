import { readFileSync } from 'node:fs';
import type { RegistrationCredential } from '../config.ts';
import type { AppCredential } from '../identity/app-credential.ts';

/** The credential of the configuration as the rooms take it. */
export function appCredential(credential: RegistrationCredential): AppCredential {
  switch (credential.kind) {
    case 'secrets':
      return { secrets: credential.secrets };
    case 'certificate':
      return { certificate: credential.certificate };
    case 'federated':
      return { assertion: async () => readFileSync(credential.tokenFile, 'utf8').trim() };
  }
}
