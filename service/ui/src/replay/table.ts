/** The server-rendered table of steps: rows `tr[data-seq]`; a click on a row, or Enter on its link, goes there. */
export class StepTable {
  private readonly rows: HTMLTableRowElement[];

  constructor(go: (seq: number) => void) {
    this.rows = [...document.querySelectorAll<HTMLTableRowElement>('tr[data-seq]')];
    for (const row of this.rows) {
      row.addEventListener('click', (event) => {
        const link = (event.target as Element).closest('a');
        if (link && !link.matches('[href*="at="]')) return;
        event.preventDefault();
        go(Number(row.dataset.seq));
      });
    }
  }

  /** Marks the last row that is not later than `seq` and brings it into view inside its own scroll box. */
  show(seq: number): void {
    let current: HTMLTableRowElement | undefined;
    for (const row of this.rows) {
      row.removeAttribute('aria-current');
      if (Number(row.dataset.seq) <= seq && (!current || Number(row.dataset.seq) >= Number(current.dataset.seq))) current = row;
    }
    current?.setAttribute('aria-current', 'step');
    const box = current?.closest<HTMLElement>('.replay-steps');
    if (!current || !box) return;
    const [row, frame] = [current.getBoundingClientRect(), box.getBoundingClientRect()];
    if (row.top < frame.top || row.bottom > frame.bottom) box.scrollTop += row.top - frame.top - frame.height / 2;
  }
}
