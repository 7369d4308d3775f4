import type { EntraEmulator } from '../entra/entra-emulator.ts';
import type { PartnerCenterEmulator } from '../partner-center/partner-center-emulator.ts';
import type { SingleSignOn } from '../single-sign-on.ts';
import type { TeamsEmulator } from '../teams/teams-emulator.ts';
import type { World } from '../world.ts';

/** The emulated parties whose switches are on the board. */
export type SwitchedParts = {
  readonly world: World;
  readonly teams: TeamsEmulator;
  readonly entra: EntraEmulator;
  readonly partnerCenter: PartnerCenterEmulator;
  readonly singleSignOn: SingleSignOn;
};
