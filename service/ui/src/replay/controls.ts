/** 到开头 · 上一步 · 时间轴 · 下一步 · 到末尾; the arrow keys, Home and End do the same from anywhere on the page. */
import { make } from '../page';
import type { Step } from './step';

/** Where keys have a meaning of their own: fields, the tabs of the diagrams, the diagram itself. */
const OWN_KEYS = 'input, textarea, select, [contenteditable], [role="tab"], .jd-canvas';

export class Controls {
  private readonly range: HTMLInputElement;
  private readonly status = make('output', { class: 'replay-status', for: 'replay-range', 'aria-live': 'polite' });
  private readonly back: HTMLButtonElement[];
  private readonly forward: HTMLButtonElement[];

  constructor(mount: HTMLElement, private readonly steps: Step[], private readonly go: (index: number) => void) {
    const last = Math.max(0, steps.length - 1);
    this.range = make('input', {
      type: 'range', class: 'form-range', id: 'replay-range', min: '0', max: String(last), step: '1', 'aria-label': '时间轴',
    });
    this.range.addEventListener('input', () => go(this.index));
    this.back = [this.button('到开头', () => 0), this.button('上一步', () => this.index - 1)];
    this.forward = [this.button('下一步', () => this.index + 1), this.button('到末尾', () => last)];
    mount.replaceChildren(
      make('div', { class: 'replay-bar', role: 'group', 'aria-label': '回放' }, ...this.back, this.range, ...this.forward),
      this.status,
      make('p', { class: 'replay-keys' }, '键盘：← → 逐步查看，Home、End 到开头、到末尾。'),
    );
    document.addEventListener('keydown', (event) => this.press(event));
  }

  private press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target instanceof Element && event.target.closest(OWN_KEYS)) return;
    const last = this.steps.length - 1;
    const to = { ArrowLeft: this.index - 1, ArrowRight: this.index + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to >= 0 && to <= last && to !== this.index) this.go(to);
  }

  private get index(): number {
    return Number(this.range.value);
  }

  show(index: number): void {
    const { length } = this.steps;
    this.range.value = String(index);
    const text = this.steps[index]?.text ?? '尚无记录';
    this.status.textContent = `第 ${Math.min(index + 1, length)} 步，共 ${length} 步：${text}`;
    this.range.setAttribute('aria-valuetext', this.status.textContent);
    for (const button of this.back) this.rest(button, index <= 0);
    for (const button of this.forward) this.rest(button, index >= length - 1);
  }

  say(text: string): void {
    this.status.textContent = text;
  }

  /** A button at its end stays focusable, so that the keyboard does not lose its place. */
  private rest(button: HTMLButtonElement, resting: boolean): void {
    button.setAttribute('aria-disabled', String(resting));
  }

  private button(text: string, to: () => number): HTMLButtonElement {
    const button = make('button', { type: 'button', class: 'btn btn-sm btn-outline-primary' }, text);
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true') this.go(to());
    });
    return button;
  }
}
