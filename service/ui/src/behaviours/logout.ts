import { DRAFTS } from '../page';

/** Who logs out leaves nothing typed behind in this tab. */
export function forgetDraftsAtLogout(): void {
  document.addEventListener('submit', (event) => {
    const { action } = event.target as HTMLFormElement;
    if (!new URL(action, location.href).pathname.endsWith('/logout')) return;
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFTS)) sessionStorage.removeItem(key);
  });
}
