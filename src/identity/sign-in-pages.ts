/** A browser's request to `/auth/*`, free of any web framework. */
export type PageRequest = {
  readonly method: string;
  /** The path below the public URL, e.g. `/auth/start`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly cookies: Readonly<Record<string, string>>;
  readonly acceptLanguage: string | null;
};

/** What to answer; `headers` are to be sent as they are. */
export type PageResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** The sign-in pages: `/auth/start`, `/auth/callback`, `/auth/end.js`. */
export interface SignInPages {
  /** Never rejects: whatever goes wrong is a page, and a line in the log. */
  handle(request: PageRequest): Promise<PageResponse>;
}
