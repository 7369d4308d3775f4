/** F6 and Shift+F6 move between the parts of the page, as in Teams. */
export function moveBetweenRegions(regions) {
  for (const region of regions) region.tabIndex = -1;
  addEventListener('keydown', (event) => {
    if (event.key !== 'F6') return;
    event.preventDefault();
    const visible = regions.filter((region) => region.checkVisibility());
    const current = visible.findIndex((region) => region.contains(document.activeElement));
    const next = event.shiftKey ? (current < 0 ? -1 : current - 1) : (current + 1) % visible.length;
    visible.at(next)?.focus();
  });
}
