/** A button below each field for a password shows what is typed, until the form is handed in. */
export function showPasswords(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>('input[type="password"]')) offer(field);
}

function offer(field: HTMLInputElement): void {
  const button = document.createElement('button');
  const of = document.createElement('span');
  const verb = document.createTextNode('');
  button.type = 'button';
  button.className = 'btn btn-sm btn-link px-0';
  of.className = 'visually-hidden';
  of.textContent = field.labels?.[0]?.textContent ?? '';
  button.append(verb, of);
  const show = (on: boolean): void => {
    field.type = on ? 'text' : 'password';
    verb.data = on ? '隐藏' : '显示';
  };
  show(false);
  button.addEventListener('click', () => {
    show(field.type === 'password');
  });
  // Browsers keep what a field of text held; a password they keep in their own safe.
  field.form?.addEventListener('submit', () => {
    show(false);
  });
  field.parentElement?.append(button);
}
