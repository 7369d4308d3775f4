import type { EntraEmulator } from './entra/entra-emulator.ts';
import type { TeamsEmulatorOptions } from './teams/teams-emulator.ts';

/** Teams' single sign-on, which the page can switch on and off. */
export type SingleSignOn = {
  isOn: boolean;
  /** What a client gets from Entra ID; undefined while it is off. */
  readonly token: TeamsEmulatorOptions['ssoToken'];
};

/** Single sign-on at the emulated Entra ID. */
export function createSingleSignOn(entra: EntraEmulator, isOn: boolean): SingleSignOn {
  return {
    isOn,
    get token() {
      return this.isOn ? (person: { readonly key: string }) => entra.mintSsoToken(person.key) : undefined;
    },
  };
}
