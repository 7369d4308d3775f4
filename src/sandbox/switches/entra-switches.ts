import { personOf } from '../world.ts';
import { button, toggle, type WiredSwitch } from './panel-switch.ts';
import type { SwitchedParts } from './switched-parts.ts';

const SKEW_MS = 10 * 60_000;

/** Rules of the emulated Entra ID. */
export function entraSwitches({ world, entra, singleSignOn }: SwitchedParts): WiredSwitch[] {
  const group = 'Entra ID';
  const { switches } = entra;
  const yuki = personOf(world, 'yuki');
  const approvers = world.people.filter((person) => person.roles.includes('approver'));
  const forApprovers = (id: string, groupOf: string, press: (key: string) => void) =>
    approvers.map(({ key, name }) =>
      button({ id: `${id}-${key}`, group: groupOf, label: name }, () => press(key)),
    );
  return [
    toggle(
      {
        id: 'single-sign-on',
        group,
        label: 'Single sign-on in Teams',
        hint: 'Approvers are signed in by their Teams client, without a window.',
      },
      () => singleSignOn.isOn,
      (isOn) => {
        singleSignOn.isOn = isOn;
      },
    ),
    toggle(
      {
        id: 'require-mfa',
        group,
        label: 'MFA is required for Partner Center',
        hint: 'A sign-in without a second factor gets no token: the approver has to sign in again.',
      },
      () => switches.standing.isMfaRequired,
      (isOn) => switches.requireMfa(isOn),
    ),
    toggle(
      {
        id: 'yuki-mfa',
        group,
        label: `${yuki.name} has a second factor`,
        hint: 'Without one, Partner Center refuses what this approver signs off.',
      },
      () => switches.standing.hasMfa(yuki.key),
      (isOn) => switches.setMfa(yuki.key, isOn),
    ),
    toggle(
      {
        id: 'require-consent',
        group,
        label: 'Consent is missing',
        hint: 'Everybody has to consent once more before License Desk gets a token in their name.',
      },
      () => switches.standing.isConsentRequired,
      (isOn) => switches.requireConsent(isOn),
    ),
    toggle(
      {
        id: 'clock-skew',
        group,
        label: 'Clock ten minutes ahead',
        hint: 'Tokens seem to come from the future.',
      },
      () => switches.standing.skewMilliseconds !== 0,
      (isOn) => switches.setClockSkew(isOn ? SKEW_MS : 0),
    ),
    ...forApprovers('revoke', 'When the next token is due, within the hour: revoke the sign-in of', (key) =>
      switches.revokeRefreshTokens(key),
    ),
    ...forApprovers(
      'challenge',
      'When the next token is due, within the hour: ask for a new sign-in (claims challenge) from',
      (key) => switches.requireClaims(key),
    ),
  ];
}
