import type { FaultKind } from '../teams/faults.ts';
import { button, toggle, type WiredSwitch } from './panel-switch.ts';
import type { SwitchedParts } from './switched-parts.ts';

/** Rules and faults of the local Teams. */
export function teamsSwitches({ teams }: SwitchedParts): WiredSwitch[] {
  const group = 'Teams';
  const { faults, places } = teams;
  const next = (kind: FaultKind, label: string, hint: string) =>
    button(
      { id: `teams-${kind}`, group, label, hint },
      () => faults.add({ kind }),
      () => faults.pending(kind),
    );
  return [
    next(
      'throttled',
      'Throttle the next message',
      'Teams answers 429; License Desk waits and sends it again.',
    ),
    next('bad-gateway', 'Refuse the next message', 'Teams answers 502, and nothing is shown.'),
    next('lost-answer', 'Lose the next answer', 'The message arrives, but License Desk never hears so.'),
    toggle(
      {
        id: 'teams-limits',
        group,
        label: 'Sending limits',
        hint: 'No more than 7 messages a second and 1,800 an hour to one conversation, as in Teams.',
      },
      () => faults.hasSendLimits,
      (isOn) => {
        faults.hasSendLimits = isOn;
      },
    ),
    toggle(
      {
        id: 'teams-installed',
        group,
        label: 'License Desk is in the helpdesk team',
        hint: 'Removed, it can write to nobody there; chats go on.',
      },
      () => teams.isInstalledIn(places.helpdeskChannelId),
      (isOn) => teams.setInstalledIn(places.helpdeskChannelId, isOn),
    ),
  ];
}
