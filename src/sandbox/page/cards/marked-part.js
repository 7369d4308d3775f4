/** Words as they are compared: without case, accents and the dot that tells Turkish letters apart. */
export function fold(words) {
  const bare = words.normalize('NFKD').replace(/\p{M}/gu, '');
  return bare.toLowerCase().replaceAll('ı', 'i');
}

/** Where in a title stands what was typed, as `[start, end]`; null where it does not. */
export function markedPart(title, typed) {
  const wanted = fold(typed.trim());
  if (wanted === '') return null;
  // Folding changes how long a letter is: each folded one remembers where it comes from.
  const sources = [];
  let folded = '';
  let start = 0;
  for (const letter of title) {
    const end = start + letter.length;
    const bare = fold(letter);
    folded += bare;
    for (let unit = 0; unit < bare.length; unit++) sources.push({ start, end });
    start = end;
  }
  const at = folded.indexOf(wanted);
  return at < 0 ? null : [sources[at].start, sources[at + wanted.length - 1].end];
}
