/** The list of problems that the service found; a click shows the element. */
import { make } from '../page';

export interface Problem {
  message: string;
  code?: string;
  element_id?: string | null;
  line?: number | null;
  file?: string | null;
  remedy?: string | null;
  severity?: 'error' | 'warning';
}

/** What stops a deployment; warnings do not. */
export function errors(problems: Problem[]): Problem[] {
  return problems.filter(({ severity = 'error' }) => severity === 'error');
}

const SEVERITY_WORDS = { error: '错误', warning: '提示' };

function heading(problems: Problem[]): string {
  const wrong = errors(problems).length;
  const doubts = problems.length - wrong;
  return `有 ${[wrong ? `${wrong} 个问题` : '', doubts ? `${doubts} 条提示` : ''].filter(Boolean).join('、')}`;
}

export class ProblemList {
  constructor(private readonly box: HTMLElement, private readonly select: (elementId: string) => void) {}

  show(problems: Problem[]): void {
    const list = make('ol', { class: 'bench-problem-list' });
    for (const problem of problems) list.append(make('li', {}, ...this.line(problem)));
    this.box.hidden = !problems.length;
    this.box.replaceChildren(make('h2', { class: 'h6' }, heading(problems)), list);
  }

  private line({ message, element_id: id, line, file, remedy, severity = 'error' }: Problem): HTMLElement[] {
    const where = [file, line ? `第 ${line} 行` : '', id].filter(Boolean).join('，');
    const colour = severity === 'error' ? 'red' : 'yellow';
    const parts: HTMLElement[] = [make('span', { class: `light light-${colour}` }, SEVERITY_WORDS[severity])];
    if (id) {
      const button = make('button', { type: 'button', class: 'btn btn-link p-0 text-start', 'data-element': id }, message);
      button.addEventListener('click', () => this.select(id));
      parts.push(button);
    } else {
      parts.push(make('span', {}, message));
    }
    if (where) parts.push(make('small', { class: 'bench-where' }, where));
    if (remedy) parts.push(make('small', { class: 'bench-remedy' }, `建议：${remedy}`));
    return parts;
  }
}
