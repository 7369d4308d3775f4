import { Announcer } from './announcer.js';
import { api } from './api.js';
import { prepareEngine } from './cards/card-engine.js';
import { loadHostConfig } from './cards/host-config.js';
import { element } from './element.js';
import { Pane } from './frame/pane.js';
import { placeIdOf } from './frame/places.js';
import { moveBetweenRegions } from './frame/region-keys.js';
import { Tabs } from './frame/tabs.js';
import { topBar } from './frame/top-bar.js';
import { LiveEvents } from './live.js';
import { HappeningsPanel } from './panels/happenings-panel.js';
import { SwitchesPanel } from './panels/switches-panel.js';
import { SignIns } from './sign-in.js';
import { text } from './text.js';
import { Unread } from './unread.js';

const ROLES = ['requester', 'approver', 'helpdesk'];

/** Puts the page together once the sandbox has said who and what there is. */
async function start() {
  const [world, hostConfig] = await Promise.all([api.world(), loadHostConfig()]);
  prepareEngine();
  const offline = element(
    'div',
    { class: 'banner offline', role: 'alert', hidden: true },
    text('reconnecting'),
  );
  const live = new LiveEvents((isUp) => {
    offline.hidden = isUp;
  });
  const announcer = new Announcer();
  const unread = new Unread();
  const onUnread = (pane) => tabs?.setUnread(pane.id, pane.hasUnread);
  const app = { api, world, live, signIns: new SignIns(), hostConfig, announcer, unread, onUnread };
  const panes = ROLES.map((role) => new Pane(app, role));
  const happenings = new HappeningsPanel(api, () => tabs.setUnread(happenings.id, happenings.element.hidden));
  const switches = new SwitchesPanel(api);
  const tabs = new Tabs([...panes, happenings], (id) => {
    panes.find((pane) => pane.id === id)?.markRead();
    if (id !== happenings.id) return;
    tabs.setUnread(id, false);
    happenings.scrollToEnd();
  });
  document.body.replaceChildren(
    topBar({ onSwitches: () => void switches.open() }),
    element('nav', { 'aria-label': text('views') }, tabs.element),
    element('main', { class: 'panes' }, ...panes.map((pane) => pane.element), happenings.element),
    element('div', { class: 'banners' }, offline),
    announcer.element,
    switches.element,
  );
  moveBetweenRegions([...panes, happenings].map((region) => region.element));
  noteUnread(app);
  for (const pane of panes) pane.start();
  happenings.start();
}

/** Everybody's new messages are noted first; a view that shows them takes the mark away again. */
function noteUnread({ world, live, unread }) {
  for (const { key } of world.people) {
    live.watch(key, ({ kind, conversationId, message }) => {
      if (kind === 'message' && message.from.key !== key) unread.add(key, placeIdOf(conversationId));
    });
  }
}

start().catch((error) => {
  const retry = element('button', {
    type: 'button',
    class: 'primary',
    on: { click: () => location.reload() },
  });
  retry.textContent = text('tryAgain');
  document.body.replaceChildren(
    element('main', { class: 'failed', role: 'alert' }, element('p', {}, text('loadFailed')), retry),
  );
  throw error;
});
