/** Somebody with a Teams client; the people of the sandbox's world have this shape. */
export type TeamsPerson = {
  /** Short word by which tests and the page name the person. */
  readonly key: string;
  readonly objectId: string;
  readonly tenantId: string;
  /** The Teams id (MRI, `29:…`), which differs per bot. */
  readonly teamsId: string;
  readonly name: string;
  /** One line for the page: what this person is there for. */
  readonly note?: string;
  readonly upn: string;
  /** Language of the person's client, e.g. `tr-TR`. */
  readonly locale: string;
  /** IANA time zone, e.g. `Europe/Istanbul`. */
  readonly timeZone: string;
  /** Whether the app is installed in the personal scope at the start. */
  readonly hasApp: boolean;
  readonly isGuest?: boolean;
  readonly roles: readonly string[];
};
