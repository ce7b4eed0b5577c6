import { fill, send, type Answer } from './page';

/** A dialog that shows the form of a page, sends it, and shows what comes back until somebody takes the answer. */
export class Asking {
  private done: (answer: Answer) => boolean = () => true;
  private left: () => void = () => undefined;

  constructor(private readonly dialog: HTMLDialogElement) {
    dialog.addEventListener('submit', event => void this.submit(event));
    dialog.addEventListener('click', event => {
      if (!(event.target as Element).closest('a, [data-close]')) return;
      event.preventDefault();
      event.stopPropagation();
      dialog.close();
    });
    dialog.addEventListener('close', () => {
      dialog.replaceChildren(); // what was asked is no part of the page any more
      this.left();
    });
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  /** Shows the page; `done` says whether an answer is what was hoped for, `left` is called when the dialog closes. */
  ask(page: Document, done: (answer: Answer) => boolean, left: () => void): void {
    [this.done, this.left] = [done, left];
    this.show(page);
    if (!this.dialog.open) this.dialog.showModal();
  }

  private show(page: Document): void {
    fill(this.dialog, page.getElementById('main') ?? page.body);
    this.dialog.querySelector<HTMLElement>('[aria-invalid=true], select:not([type=hidden]), input:not([type=hidden]), textarea')?.focus();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    event.stopPropagation();
    const answer = await send(event.target as HTMLFormElement);
    if (!this.done(answer)) this.show(answer.document);
    else {
      this.left = () => undefined;
      this.dialog.close();
    }
  }
}
