import type { LanguageWords } from './language-words.ts';

/** Between words, where a part of a sentence begins. */
const START = '(?:^|(?<![\\s,;])[\\s,;]+)';

const GREETING = '(?:(?:hi|hello|hey)\\b[ ,!]*)?';
/** Courtesy before a verb. */
const ASK = '(?:please\\s+)?(?:(?:can|could|may|would|will)\\s+(?:i|we|you)\\s+(?:please\\s+)?)?';
const HAVE = '(?:have|get|use|request|order)';
const GIVE = '(?:give|get|order|grant|buy)';
const ARTICLE = '(?:(?:an?|the|my|one|another|some|new)\\s+)*';
/** A product, up to what says more about it. */
const WHAT = '(.{1,80}?)(?=\\s+(?:at|from|because|instead|without|in place|customer|please)\\b|[,;.!?]|$)';

/** What can be typed in English. */
export const english: LanguageWords = {
  language: 'en',
  hasSpaces: true,
  phrases: {
    help: ['help', 'hi', 'hello', 'hey', 'start', 'what can you do', 'what can i say', 'commands'],
    thanks: [
      ...['thanks', 'thank you', 'thx', 'cheers', 'many thanks', 'thanks a lot', 'thank you so much'],
      ...['thank you very much', 'thanks so much', 'ok thanks', 'ok, thanks', 'great, thanks'],
      ...['ok', 'okay', 'got it', 'all right', 'alright'],
    ],
    'sign-out': ['sign out', 'log out', 'forget me'],
    'connect-directory': ['connect directory', 'connect the directory'],
    'stop-delegating': [
      'stop delegating',
      'end delegation',
      'end my delegation',
      'stop my delegation',
      'stop the delegation',
      'i am back',
    ],
    'leave-channel': ['stop using this channel', 'do not use this channel', 'leave this channel'],
    'who-decides': [
      'who decides for me',
      'who is my delegate',
      'my delegate',
      'my delegation',
      'delegation',
      'delegations',
      'who do i decide for',
      'for whom do i decide',
    ],
    discard: ['cancel', 'stop', 'discard', 'never mind', 'quit'],
    send: ['yes', 'y', 'ok', 'okay', 'send', 'send it', 'submit', 'go', 'done', 'right', 'send for approval'],
    me: ['me', 'myself'],
    back: ['back', 'go back', 'step back', 'previous', 'previous step'],
    next: ['next', 'next step', 'continue', 'go on', 'forward', 'proceed'],
    'no-reason': ['none', 'no', 'no reason', 'skip', 'skip it', 'skip this', 'without a reason'],
    nothing: ['nothing', 'none', 'no', 'leave nothing out', 'keep all', 'keep everything', 'all of it'],
  },
  request: {
    names: ['request', 'license', 'licenses', 'licence', 'licences'],
    fillers: [
      ...[
        'please',
        'i',
        'we',
        'need',
        'want',
        'would',
        'like',
        'can',
        'could',
        'may',
        'have',
        'get',
        'new',
        'a',
      ],
      ...['an', 'another', 'some', 'ask', 'for', 'me', 'myself', 'one', 'give', 'order'],
    ],
    forSelf: ['for me', 'for myself', 'give me', 'get me'],
  },
  about: {
    again: ['ask again', 'ask again for', 'request again', 'resubmit', 'edit and resubmit', 'send again'],
    status: [
      ...[
        'status',
        'show',
        'show me',
        'where is',
        'what is the status',
        "what's the status",
        'how is',
        'open',
        'find',
      ],
    ],
    cancel: ['cancel', 'withdraw', 'take back'],
    approve: ['approve', 'ok'],
    reject: ['reject', 'decline', 'deny'],
    retry: ['retry', 'try again'],
    run: ['run', 'run with my account'],
    'give-up': ['give up'],
    nudge: [
      'nudge',
      'remind',
      'remind them of',
      'remind the approver of',
      'remind the approver',
      'remind about',
    ],
  },
  aboutForm: { before: '(?:of )?(?:request )?', between: ':? ', behind: '', affirms: /^$/u },
  deciding: {
    rightAway: ['now', 'right now', 'right away', 'at once', 'immediately', 'asap', 'again', 'once more'],
    others: [
      'the others',
      'the other ones',
      'all others',
      'all the others',
      'the rest',
      'all the rest',
      'everything else',
    ],
    limits:
      /^(?:(?:for|by) )?(?:only|just|but|except|unless|until|till|if|when|once|before|after|as (?:soon|long|well) as|tomorrow|later|tonight|next|(?:not )(?:yet|now))(?!\p{L})|(?<!\p{L})only[.!]*$/iu,
    remark: /^(?:for|as|due to|so that)\s/iu,
    negation:
      /(?<!\p{L})(?:not|never|no|dont|wont|cannot|cant|stop|(?:un|dis|non)-?(?=appro|rej|rem|wit))|n['’]t(?!\p{L})/iu,
  },
  betweenRequests: ['and'],
  because: ['because', 'because of', 'since', 'reason', 'reason:'],
  becauseEnding: null,
  delegate: [
    `(?:please )?(?:i )?delegate (?:(?:all )?(?:my )?(?:approvals?|decisions?|requests?) )?to (?<name>.{1,80}?)(?:,? (?:starting|from) (?<from>.{1,40}?))?(?:,? (?:until|till|through|to) (?<until>.{1,40}?))?`,
    `(?:please )?(?<name>.{1,80}?) decides (?:for me|in my place)(?:,? (?:starting|from) (?<from>.{1,40}?))?(?:,? (?:until|till|through|to) (?<until>.{1,40}?))?`,
  ],
  except:
    /^(?:all )?(?:except|but not|but|without|excluding)(?: for)? (?<names>.+?)(?:,? (?:because(?: of)?|since) (?<reason>.+))?$/iu,
  exceptBefore: null,
  useChannel: {
    forms: [
      `(?:please )?use this channel (?:as (?:the )?helpdesk )?for (?<customer>.{1,100}?)(?:['’]s)?(?: requests)?(?:,? please)?`,
    ],
    everything: ['everything', 'all', 'all customers', 'all requests', 'everyone', 'every customer'],
  },
  chooseLanguage: {
    before: ['language', 'set language', 'set language to', 'speak', 'in'],
    behind: ['please'],
  },
  lists: {
    mine: ['my requests', 'my request', 'mine', 'requests of mine', 'show my requests', 'all my requests'],
    'mine-open': ['my open requests', 'my pending requests', 'my current requests', 'show my open requests'],
    'mine-done': [
      ...['my done requests', 'my closed requests', 'my finished requests', 'my completed requests'],
      ...['my old requests', 'my past requests'],
    ],
    waiting: [
      ...['pending', 'pending requests', 'waiting', 'waiting for me', 'pending for me', 'to approve'],
      ...['approvals', 'my approvals', 'pending approvals', 'show pending', 'what is waiting for me'],
    ],
    'all-open': [
      ...['everything open', 'all open', 'all open requests', 'open requests', 'everything pending'],
      ...['all pending', 'all pending requests', 'show all open requests'],
    ],
  },
  listFor: { behind: '\\s+(?:at|for|from|of|in)\\s+', before: null },
  pages: {
    next: ['more', 'show more', 'next', 'next page', 'more please'],
    previous: ['previous', 'previous page', 'page before'],
  },
  directory: {
    names: ['directory', 'the directory', 'all customers'],
    show: ['directory status', 'status of the directory', 'show directory', 'how old is the directory'],
    refreshBefore: ['refresh', 'reload', 'read again'],
    refreshBehind: null,
  },
  link: { before: ['link', 'link for', 'link to', 'deep link', 'request link'], behind: [' link'] },
  steps: {
    customer: ['customer', 'the customer'],
    user: ['user', 'the user', 'person', 'the person'],
    license: ['license', 'licence', 'the license', 'the licence', 'product', 'the product'],
    plans: ['services', 'the services', 'service plans', 'the service plans'],
    reason: ['reason', 'the reason', 'my reason'],
  },
  changeStep: {
    before: ['change ', 'edit ', 'correct ', 'fix ', 'back to ', 'go to ', 'go back to '],
    behind: [],
  },
  correction: {
    marks: {
      before:
        '(?:no(?=,|,? (?:wait|sorry|actually)\\b)|wait|oh|sorry|actually|rather|instead|i mean|i meant|better|(?:make|change|switch|turn|give) (?:it|that|this|them|everybody|everyone)(?: all)?(?: to| into)?|it should be|let it be)[,:]? +',
      behind: ',? +(?:instead|actually|rather|after all)',
    },
    adds: { before: '(?:and )?(?:also|add|plus) +', behind: ',? +(?:too|as well|also)' },
  },
  please: ['please', 'pls', 'plz'],
  sentence: {
    marks: [
      { role: 'reason', part: 'behind', words: `${START}(?:because of|because|reason:)(?:\\s+|$)` },
      { role: 'instead', part: 'behind', words: `${START}(?:instead of|in place of|rather than)\\s+` },
      { role: 'remove', part: 'behind', words: `${START}(?:remove|take away)\\s+` },
      {
        role: 'without',
        part: 'behind',
        words: `${START}(?:without|excluding|except(?: for)?|leaving out)\\s+`,
      },
      { role: 'user', part: 'behind', words: `${START}(?:for|to)\\s+` },
      { role: 'from', part: 'behind', words: `${START}from\\s+` },
      { role: 'customer', part: 'behind', words: `${START}(?:at|customer)\\s+` },
    ],
    rewrites: [
      [
        /[, ]+(?:(?:and|but) )?not (?:for|to) .{1,60}?(?=,? (?:at|because|from|instead|without)\b|[,.;]|$)/i,
        '',
      ],
      [/^(?:go |let(?:'s|’s| us) go )?back to ([^,;]{1,60}?)(?=,|;| for |$)/i, 'at $1'],
      [
        /^(?:(?:i|we) )?(?:no longer need|(?:don't|don’t|do not) need) (.{1,60}?) (for .{1,80}?)(?: any ?more| any longer)?(?=$| at | because |[,.;])/i,
        'remove $1 $2',
      ],
      [
        /^i (?:no longer need|(?:don't|don’t|do not) need) (.{1,60}?)(?: any ?more| any longer)?(?=$| at | because |[,.;])/i,
        'remove $1 for me',
      ],
      [
        /^(?!(?:i|we|you|who|what) )([^,;]{1,60}?) (?:no longer needs?|(?:doesn't|doesn’t|does not) need) (.{1,60}?)(?: any ?more| any longer)?(?=$| at | because |[,.;])/i,
        'remove $2 for $1',
      ],
      [
        new RegExp(
          `^${GREETING}((?:i|we)(?:'d|’d| would)? )(?:need|want|like) (?:to ${HAVE}|access to) `,
          'i',
        ),
        '$1need ',
      ],
      [new RegExp(`^${GREETING}(?:(?:i|we)(?:'m|’m| am|'re|’re| are) )?looking for `, 'i'), 'need '],
      [
        /^(?:please )?(?:upgrade|move|switch|change) (.{1,60}?) from (.{1,60}?) to (.{1,60}?)(?= at | because |[,.;]|$)/i,
        '$3 instead of $2 for $1',
      ],
    ],
    everyday: [
      [new RegExp(`^${ASK}${GIVE} (me|\\S+@\\S+) ${ARTICLE}${WHAT}`, 'i'), '$2 for $1'],
      [new RegExp(`^(?:can|could|may) (\\S+@\\S+) (?:please )?${HAVE} ${ARTICLE}${WHAT}`, 'i'), '$2 for $1'],
      [new RegExp(`^${ASK}${GIVE} ([^,;]{2,60}?) (?:an?|the|another|one) ${WHAT}`, 'i'), '$2 for $1'],
      [
        new RegExp(
          `^(?!(?:i|we|you|who|what|they|it|this|that|do|does|please)\\b)([^,;]{2,60}?) (?:needs?|wants?|requires?|should (?:get|have)|would like|could use) ${ARTICLE}${WHAT}`,
          'i',
        ),
        '$2 for $1',
      ],
    ],
    reasonClause: null,
    aroundLicense: new RegExp(
      `^${GREETING}${ASK}(?:(?:(?:i|we)(?:'d|’d| would)?\\s+)?(?:need|want|like)\\s+|(?:request|assign|add|ask for|${HAVE}|${GIVE})\\s+)?${ARTICLE}|(?<=\\S)\\s+licen[sc]es?$`,
      'gi',
    ),
    behindName: /(?!)/,
    thesePeople:
      /\b(?:all )?(?:these|those|the following)(?: (?:people|persons|users|colleagues|employees|accounts|addresses))?(?<ending>)(?![\p{L}\p{N}])/iu,
    and: /\band\b/i,
    unwished:
      /^(?:what|who|whom|whose|why|when|where|which|how|did|does|do|is|are|was|were|has|have)\b|\b(?:not|never|no longer|don['’]?t|doesn['’]?t|won['’]?t|nobody)\b/i,
    anyLicense: /^(?:new )?licen[sc]es?$/i,
  },
};
