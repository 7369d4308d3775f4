/**
 * The end page's script: tells Teams (TeamsJS, if it is loaded) or the page that opened us that the sign-in is
 * over, so that the pop-up closes. What it tells is no secret and proves nothing.
 */
export const END_SCRIPT = `'use strict';
(() => {
  const { state, opener } = document.currentScript.dataset;
  if (window.microsoftTeams) {
    window.microsoftTeams.app.initialize()
      .then(() => window.microsoftTeams.authentication.notifySuccess(state))
      .catch(() => {});
  }
  if (opener && window.opener) {
    window.opener.postMessage({ type: 'license-desk-sign-in', state }, opener);
    window.setTimeout(() => window.close(), 1500);
  }
})();
`;
