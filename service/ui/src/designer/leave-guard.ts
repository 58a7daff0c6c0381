/** The browser asks before a page with undeployed changes is left. */
export class LeaveGuard {
  private dirty = false;

  constructor() {
    window.addEventListener('beforeunload', (event) => {
      if (this.dirty) event.preventDefault();
    });
  }

  changed(): void {
    this.dirty = true;
  }

  saved(): void {
    this.dirty = false;
  }
}
