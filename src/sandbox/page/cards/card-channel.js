import { ApiError } from '../api.js';
import { text } from '../text.js';
import { engine } from './card-engine.js';

const LOGIN_REQUEST = 'application/vnd.microsoft.activity.loginRequest';
const CARD = 'application/vnd.microsoft.card.adaptive';

/**
 * Carries the invokes of one card to the bot, for the engine's applet.
 * @param execute sends `{verb, data}`, inputs and trigger; answers `{statusCode, type, value}`
 */
export function createCardChannel(execute) {
  return new (class extends engine.ChannelAdapter {
    async sendRequestAsync(request) {
      try {
        return asResponse(request, await execute(pressOf(request)));
      } catch (error) {
        const words = error instanceof ApiError ? error.message : text('somethingWrong');
        return failed(request, 'failed', words);
      }
    }
  })();
}

/** The card of an answer as the client shows it: it is new, so it is not refreshed at once. */
export function withoutRefresh(card) {
  const { refresh: _, ...rest } = card;
  return rest;
}

function pressOf({ action, trigger, authCode }) {
  const inputs = Object.values(action.getReferencedInputs() ?? {}).filter((input) => input.isSet());
  return {
    action: { verb: action.verb, data: action.toJSON().data ?? {} },
    inputs: Object.fromEntries(inputs.map((input) => [input.id, String(input.value)])),
    trigger,
    ...(authCode === undefined ? {} : { state: authCode }),
  };
}

function asResponse(request, answer) {
  const { statusCode, type, value } = answer;
  if (statusCode === 401 && type === LOGIN_REQUEST) return loginRequest(request, value);
  if (statusCode !== 200) return failed(request, value?.code ?? String(statusCode), value?.message);
  const content = type === CARD ? JSON.stringify(withoutRefresh(value)) : String(value ?? '');
  return new engine.SuccessResponse(request, content);
}

function loginRequest(request, value) {
  const authentication = new engine.Authentication();
  authentication.parse(value);
  return new engine.LoginRequestResponse(request, authentication);
}

function failed(request, code, message) {
  const words = message || text('somethingWrong');
  return new engine.ErrorResponse(request, new engine.ActivityRequestError(code, words));
}
