/** The places that a person is in, with the personal chat named after the bot: the chat list of their Teams. */
export function placesOf({ places, bot }, person) {
  return places
    .filter(({ memberKeys }) => memberKeys.includes(person.key))
    .map((place) => (place.kind === 'personal' ? { ...place, title: bot.name } : place));
}

/** The place a view begins with: the last channel for the helpdesk, otherwise the chat with the bot. */
export function firstPlace(places, role) {
  const channel = places.filter(({ kind }) => kind === 'channel').at(-1);
  const chat = places.find(({ kind }) => kind === 'personal');
  return (role === 'helpdesk' ? channel : chat) ?? places[0];
}

/** The person a view begins with: the first of that role who has the app. */
export function firstPerson(people, role) {
  const ofRole = people.filter(({ roles }) => roles.includes(role));
  return ofRole.find(({ hasApp }) => hasApp) ?? ofRole[0] ?? people[0];
}

/** The place of a conversation: a thread of a channel is not a place of its own. */
export function placeIdOf(conversationId) {
  return conversationId.split(';messageid=')[0];
}
