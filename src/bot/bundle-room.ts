/** How much the card of a bundle tells: thirty people with long names and long remarks have to fit into it, too. */
export type Room = {
  /** Letters of a name or an address in a list. */
  readonly names: number;
  /** Different changes of licenses that are drawn; the details tell the others. */
  readonly drawn: number;
  /** Bytes of the changes that the details tell. */
  readonly folded: number;
  /** Products, and what is known of each. */
  readonly products: number;
  readonly findings: number;
  readonly problems: number;
  /** Lines of what happened so far. */
  readonly story: number;
  /** Letters of a reason, a remark or a line of the story. */
  readonly words: number;
};

/** The most room first: it is enough for nearly every card. */
export const ROOMS: readonly Room[] = [
  { names: 40, drawn: 3, folded: 4000, products: 6, findings: 6, problems: 3, story: 9, words: 400 },
  { names: 40, drawn: 2, folded: 1500, products: 4, findings: 4, problems: 3, story: 6, words: 120 },
  { names: 12, drawn: 0, folded: 0, products: 1, findings: 2, problems: 1, story: 3, words: 60 },
];

/** As large as a card may be, in bytes: Teams takes 28 KB for the whole message. */
export const MOST_BYTES = 23 * 1024;

/** Draws with as much room as there is. */
export function withinRoom<Drawn>(draw: (room: Room) => Drawn): Drawn {
  const [first, ...smaller] = ROOMS;
  if (!first) throw new Error('there is no room at all');
  let drawn = draw(first);
  for (const room of smaller) {
    if (Buffer.byteLength(JSON.stringify(drawn)) <= MOST_BYTES) return drawn;
    drawn = draw(room);
  }
  return drawn;
}
