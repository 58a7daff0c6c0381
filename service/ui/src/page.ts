/** What every island needs from its page: data, the CSRF token, requests, and the mark that it is ready. */

/** The JSON in `<script type="application/json" id="<island>-data">`. */
export function readData<T>(island: string): T {
  const element = document.getElementById(`${island}-data`);
  if (!element?.textContent) throw new Error(`页面缺少数据元素 #${island}-data`);
  return JSON.parse(element.textContent) as T;
}

/** Keys of the tab's store under which forms keep what is not handed in yet. */
export const DRAFTS = 'jiedu-draft:';

export function mustFind<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (!element) throw new Error(`页面缺少元素 #${id}`);
  return element as E;
}

export interface Answer<T> {
  ok: boolean;
  status: number;
  body: T | undefined;
}

function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';
}

/** POST as JSON with the CSRF header; the body is undefined when the answer is not JSON. */
export async function postJson<T>(url: string, payload: unknown): Promise<Answer<T>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrfToken() },
    body: JSON.stringify(payload),
  });
  return answer<T>(response);
}

export async function getJson<T>(url: string, signal?: AbortSignal): Promise<Answer<T>> {
  return answer<T>(await fetch(url, { headers: { Accept: 'application/json' }, ...(signal ? { signal } : {}) }));
}

async function answer<T>(response: Response): Promise<Answer<T>> {
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  return { ok: response.ok, status: response.status, body: isJson ? ((await response.json()) as T) : undefined };
}

/** Runs an island; a failure is shown on the page instead of an empty box. */
export function runIsland(mountId: string, main: () => Promise<void> | void): void {
  const run = async (): Promise<void> => {
    await main();
    document.body.dataset.ready = '1';
  };
  run().catch((error: unknown) => {
    console.error(error);
    const message = document.createElement('p');
    message.className = 'alert alert-danger';
    message.setAttribute('role', 'alert');
    message.textContent = `此处内容未能加载：${error instanceof Error ? error.message : String(error)}`;
    (document.getElementById(mountId) ?? document.body).append(message);
    document.body.dataset.ready = 'failed';
  });
}

/** Creates an element with properties, attributes (`aria-*`, `data-*`, `role`) and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
