/** Requests that outlive the login of the page: whoever logs in again in another window goes on here. */
import { getJson, postJson, type Answer } from '../page';

/** The login has ended; nothing was saved, and what is drawn is still here. */
export class LoginEnded extends Error {}

/** POST as JSON; a token that went stale with its login is renewed once.  Throws LoginEnded. */
export async function post<T>(url: string, payload: unknown, tokenUrl: string): Promise<Answer<T>> {
  const first = await postJson<T>(url, payload);
  if (![400, 401, 403].includes(first.status)) return first;
  const fresh = await getJson<{ token?: string }>(tokenUrl);
  if (fresh.status === 401) throw new LoginEnded('登录已过期');
  const token = fresh.body?.token;
  if (!fresh.ok || !token) return first;
  document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.setAttribute('content', token);
  return postJson<T>(url, payload);
}
