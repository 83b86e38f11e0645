/** What the server said when it refused, as in its error envelope. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly params: Record<string, unknown> = {},
    readonly retry = false,
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
  }
}

export type QueryValue = string | number | boolean | null | undefined;

interface Options {
  query?: Record<string, QueryValue>;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal;
}

let csrf = '';
let language = 'zh-CN';
let onSignedOut: () => void = () => undefined;

export const setCsrf = (token: string): void => void (csrf = token);
export const setApiLanguage = (name: string): void => void (language = name);
/** Called when the server no longer knows the session. */
export const setOnSignedOut = (callback: () => void): void => void (onSignedOut = callback);

export function url(path: string, query: Record<string, QueryValue> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ''}`;
}

async function toError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = (body as { error?: Record<string, unknown> } | null)?.error ?? {};
  const text = (value: unknown, fallback: string) => (typeof value === 'string' ? value : fallback);
  return new ApiError(
    response.status,
    text(error.code, `http.${response.status}`),
    text(error.message, ''),
    (error.params as Record<string, unknown> | undefined) ?? {},
    error.retry === true || response.status >= 502,
    (error.fields as Record<string, string> | undefined) ?? {},
  );
}

/** The response of a request under /api, or ApiError. Without an answer: status 0, code `network`. */
export async function request(method: string, path: string, options: Options = {}) {
  const headers: Record<string, string> = { 'Accept-Language': language };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(url(path, options.query), {
      method,
      headers,
      body: options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'network', '', {}, true);
  }
  if (!response.ok) {
    const error = await toError(response);
    if (error.status === 401 && error.code === 'auth.required') onSignedOut();
    throw error;
  }
  return response;
}

async function json<T>(method: string, path: string, options?: Options): Promise<T> {
  const response = await request(method, path, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export const api = {
  get: <T>(path: string, query?: Record<string, QueryValue>, signal?: AbortSignal) =>
    json<T>('GET', path, { query, signal }),
  post: <T = void>(path: string, body?: unknown) => json<T>('POST', path, { body: body ?? {} }),
  put: <T>(path: string, body: unknown) => json<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown) => json<T>('PATCH', path, { body }),
  remove: (path: string) => json<void>('DELETE', path),
  upload: <T = void>(path: string, form: FormData) => json<T>('PUT', path, { form }),
};
