/** The dialog that asks why a new version is put in force. */
import { make, mustFind } from '../page';
import type { Problem } from './problems';

/** The note, or undefined when the person went back; the doubts of the service are shown first. */
export function askNote(doubts: Problem[]): Promise<string | undefined> {
  const box = mustFind('deploy-doubts');
  box.hidden = !doubts.length;
  const items = doubts.map(({ message, remedy }) => make('li', {}, remedy ? `${message}。建议：${remedy}` : message));
  box.replaceChildren(`校验有 ${doubts.length} 条提示，部署前请确认这是您要的：`, make('ul', { class: 'mb-0' }, ...items));
  const dialog = mustFind<HTMLDialogElement>('deploy-dialog');
  const note = mustFind<HTMLTextAreaElement>('deploy-note');
  note.value = '';
  dialog.returnValue = '';
  dialog.showModal();
  note.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'deploy' ? note.value.trim() : undefined), {
      once: true,
    });
  });
}
