import { entraSwitches } from './entra-switches.ts';
import type { PanelSwitch } from './panel-switch.ts';
import { partnerCenterSwitches, seatSwitches } from './partner-center-switches.ts';
import type { SwitchedParts } from './switched-parts.ts';
import { teamsSwitches } from './teams-switches.ts';

/** What a person at the page can change: seats, rules and faults of the emulated parties. */
export function createSwitchBoard(parts: SwitchedParts) {
  const switches = [
    ...seatSwitches(parts),
    ...partnerCenterSwitches(parts),
    ...teamsSwitches(parts),
    ...entraSwitches(parts),
  ];
  return {
    all: (): readonly PanelSwitch[] => switches.map(({ shown }) => shown()),
    /** Unknown ids change nothing. */
    async turn(id: string, value: string | boolean | undefined): Promise<void> {
      await switches.find(({ shown }) => shown().id === id)?.turn(value);
    },
  };
}
