import type { Json } from './page-fake.ts';

/** A step of the draft: a typeahead, an associated input, a required text and two buttons. */
export const draftCard: Json = {
  type: 'AdaptiveCard',
  version: '1.5',
  speak: 'Step 1 of 4: customer',
  body: [
    {
      type: 'ColumnSet',
      columns: [
        {
          type: 'Column',
          width: 'stretch',
          items: [
            {
              type: 'TextBlock',
              text: 'Request a license',
              weight: 'Bolder',
              size: 'Medium',
              wrap: true,
              style: 'heading',
            },
          ],
        },
        {
          type: 'Column',
          width: 'auto',
          verticalContentAlignment: 'Center',
          items: [{ type: 'TextBlock', text: '1 of 4', isSubtle: true, size: 'Small' }],
        },
      ],
    },
    { type: 'TextBlock', text: 'Which customer?', weight: 'Bolder', wrap: true, separator: true },
    {
      type: 'Input.ChoiceSet',
      id: 'in_customer',
      label: 'Customer',
      placeholder: 'Type a name or a domain',
      style: 'filtered',
      isRequired: true,
      errorMessage: 'Choose a customer from the list.',
      choices: [],
      'choices.data': { type: 'Data.Query', dataset: 'customers', associatedInputs: 'auto' },
    },
    { type: 'Input.Text', id: 'in_note', label: 'Note', placeholder: 'Optional' },
    { type: 'Input.Toggle', id: 'in_urgent', title: 'This is urgent', value: 'false' },
    {
      type: 'ActionSet',
      actions: [
        {
          type: 'Action.Execute',
          title: 'Next',
          verb: 'draft.next',
          style: 'positive',
          data: { draftId: 'd1' },
        },
        {
          type: 'Action.Execute',
          title: 'Cancel',
          verb: 'draft.cancel',
          associatedInputs: 'none',
          data: { draftId: 'd1' },
        },
      ],
    },
  ],
};

/** The card of a request, as everybody sees it; `refresh` for the person with that Teams id. */
export function requestCard({
  status = 'Waiting for approval',
  style = 'accent',
  refreshFor = [] as string[],
} = {}): Json {
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    speak: `Request 4F7K: ${status}`,
    refresh: {
      action: { type: 'Action.Execute', verb: 'request.refresh', data: { requestId: 'r1' } },
      userIds: refreshFor,
    },
    body: requestBody(status, style),
  };
}

/** The same card with what an approver can press. */
export function approvalCard(): Json {
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    speak: 'Request 4F7K waits for your decision',
    body: [
      ...requestBody('Waits for your decision', 'accent'),
      {
        type: 'ActionSet',
        actions: [
          {
            type: 'Action.Execute',
            title: 'Approve',
            verb: 'request.approve',
            style: 'positive',
            data: { requestId: 'r1' },
          },
          {
            type: 'Action.ShowCard',
            title: 'Reject',
            card: {
              type: 'AdaptiveCard',
              body: [
                {
                  type: 'Input.Text',
                  id: 'in_reason',
                  label: 'Why?',
                  isMultiline: true,
                  isRequired: true,
                  errorMessage: 'Say why, so that Elif can do something about it.',
                },
              ],
              actions: [
                {
                  type: 'Action.Execute',
                  title: 'Reject',
                  style: 'destructive',
                  verb: 'request.reject',
                  data: { requestId: 'r1' },
                },
              ],
            },
          },
        ],
      },
    ],
  };
}

/** A request to sign in with a button of the message kind. */
export function signInCard(url: string): Json {
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text: 'Sign in to Partner Center', weight: 'Bolder', size: 'Medium', wrap: true },
      {
        type: 'TextBlock',
        text: 'Your approval is kept and carried out as soon as you have signed in.',
        wrap: true,
      },
    ],
    actions: [
      {
        type: 'Action.Submit',
        title: 'Sign in',
        style: 'positive',
        data: { msteams: { type: 'signin', value: url } },
      },
    ],
  };
}

/** A license update at Partner Center, as the sandbox tells it. */
export const licenseUpdate: Json = {
  number: 3,
  at: '2026-11-21T09:30:02.000Z',
  lane: 'exchange',
  words:
    'POST /v1/customers/0c39d6d5-c70d-4c55-bc02-f620844f3fd1/users/52b1a259/licenseupdates, with the token of Kenji',
  isBackground: false,
  requestId: '4F7KQ2',
  outcome: '201',
  isGood: true,
};

/** What was said in it; a token is redacted by the page too. */
export const licenseUpdateSides: Json[] = [
  {
    title: 'Request',
    headers: {
      authorization: 'Bearer eyJ-this-must-not-show',
      'content-type': 'application/json',
      'ms-requestid': 'f3b1c9a0-0d2c-4d0a-9f55-0b6c1f7f2a11',
    },
    body: {
      licensesToAssign: [{ excludedPlans: null, skuId: 'c7df2760-2c81-4ef7-b578-5b5392b571df' }],
      licensesToRemove: null,
    },
  },
  { title: 'Answer', headers: { 'ms-requestid': 'f3b1c9a0-0d2c-4d0a-9f55-0b6c1f7f2a11' }, body: null },
];

/** What led to it, and a read before it. */
export const earlierHappenings: Json[] = [
  {
    number: 1,
    at: '2026-11-21T09:30:00.000Z',
    lane: 'activity',
    words: 'Kenji pressed “request.approve”',
    isBackground: false,
    requestId: '4F7KQ2',
    outcome: null,
    isGood: true,
  },
  {
    number: 2,
    at: '2026-11-21T09:30:01.000Z',
    lane: 'exchange',
    words: 'GET /v1/customers',
    isBackground: true,
    requestId: null,
    outcome: '200',
    isGood: true,
  },
];

function requestBody(status: string, style: string): Json[] {
  return [
    {
      type: 'Container',
      style,
      bleed: true,
      items: [
        {
          type: 'ColumnSet',
          columns: [
            {
              type: 'Column',
              width: 'stretch',
              items: [{ type: 'TextBlock', text: status, weight: 'Bolder', wrap: true }],
            },
            {
              type: 'Column',
              width: 'auto',
              items: [{ type: 'TextBlock', text: 'Request 4F7K', size: 'Small' }],
            },
          ],
        },
      ],
    },
    {
      type: 'TextBlock',
      text: 'Microsoft 365 E5 for Ayşe Kaya',
      weight: 'Bolder',
      size: 'Large',
      wrap: true,
    },
    {
      type: 'FactSet',
      facts: [
        { title: 'Customer', value: 'Contoso' },
        { title: 'User', value: 'Ayşe Kaya (ayse.kaya@contoso.com)' },
        { title: 'License', value: 'Microsoft 365 E5 (SPE\\_E5)' },
        { title: 'Reason', value: 'Joins the finance team on Monday' },
        { title: 'Asked by', value: 'Elif Yıldız' },
      ],
    },
    { type: 'TextBlock', text: '✓ 3 seats are free', wrap: true, spacing: 'Small' },
    {
      type: 'Container',
      separator: true,
      items: [
        {
          type: 'TextBlock',
          text: 'Asked by Elif Yıldız · {{DATE(2026-11-21T09:12:00Z, COMPACT)}} {{TIME(2026-11-21T09:12:00Z)}}',
          isSubtle: true,
          size: 'Small',
          wrap: true,
        },
      ],
    },
  ];
}
