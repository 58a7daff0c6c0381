/** The dialog that asks why a new version is put in force. */
import { mustFind } from '../page';

/** The note, or undefined when the person went back. */
export function askNote(): Promise<string | undefined> {
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
