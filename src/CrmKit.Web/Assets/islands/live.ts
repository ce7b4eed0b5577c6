/** What somebody wrote. */
export interface Change {
  readonly type: string;
  readonly id: string;
  readonly operation: string;
  readonly version: number;
}

type Open = (address: string) => EventSource;

/** Tells every `[data-live]` element what is written while it is on the page, as the event `crm:changes`; a page that nobody sees does not ask. */
export function watchLive(root: Document, open: Open = address => new EventSource(address)): void {
  const feeds = new Map<string, Feed>();
  const look = () => {
    const wanted = new Set(root.hidden ? [] : Array.from(root.querySelectorAll<HTMLElement>('[data-live]'), element => element.dataset['live']!));
    for (const [address, feed] of feeds) {
      if (wanted.has(address)) continue;
      feed.pause();
      if (!root.hidden) feeds.delete(address);
    }
    for (const address of wanted) {
      if (!feeds.has(address)) feeds.set(address, new Feed(root, address, open));
      feeds.get(address)!.resume();
    }
  };
  root.addEventListener('htmx:load', look);
  root.addEventListener('visibilitychange', look);
  look();
}

class Feed {
  private source: EventSource | null = null;
  private last = '';

  constructor(private readonly root: Document, private readonly address: string, private readonly open: Open) {}

  pause(): void {
    this.source?.close();
    this.source = null;
  }

  /** Goes on from where it was; while it is open, the browser does that by itself. */
  resume(): void {
    if (this.source) return;
    this.source = this.open(this.last ? `${this.address}&after=${encodeURIComponent(this.last)}` : this.address);
    this.source.addEventListener('plugins', event => this.tell('crm:plugins', JSON.parse((event as MessageEvent<string>).data)));
    this.source.addEventListener('catalog', () => this.root.dispatchEvent(new CustomEvent('crm:catalog')));
    for (const name of ['ready', 'changes']) this.source.addEventListener(name, event => this.take(event as MessageEvent<string>));
  }

  private take(event: MessageEvent<string>): void {
    this.last = event.lastEventId;
    const changes = JSON.parse(event.data) as Change[];
    if (changes.length > 0) this.tell('crm:changes', changes);
  }

  private tell(name: string, detail: unknown): void {
    for (const element of this.root.querySelectorAll<HTMLElement>('[data-live]'))
      if (element.dataset['live'] === this.address) element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
