// Entry: draws the figures of a table as a chart, when it comes into view. Without scripts the table stands there alone.
import { optionsOf, shapes, type Drawn } from './chart-options';

type Library = typeof import('./drawing');
type Drawing = ReturnType<Library['init']>;

export const mount = (box: HTMLElement): (() => void) => {
  const drawn = JSON.parse(box.dataset['chart']!) as Drawn;
  if (drawn.horizontal) box.style.height = `${Math.max(12, drawn.categories.length * 2.5 + 4)}rem`;
  box.hidden = false;
  let chart: Drawing | undefined;
  let isGone = false;

  const show = async () => {
    try {
      const library = await import(box.dataset['library']!) as Library;
      if (drawn.kind === 'map') library.registerMap(shapes, await (await fetch(box.dataset['shapes']!, { credentials: 'same-origin' })).json());
      if (isGone) return;
      chart = library.init(box, null, { renderer: 'canvas' });
      chart.setOption(optionsOf(drawn, box));
      box.after(saving(box, chart));
    } catch {
      box.hidden = true; // the table says it all
    }
  };
  const seen = new IntersectionObserver(entries => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    seen.disconnect();
    void show();
  }, { rootMargin: '200px' });
  seen.observe(box);
  const resized = new ResizeObserver(() => chart?.resize());
  resized.observe(box);
  const themed = new MutationObserver(() => chart?.setOption(optionsOf(drawn, box)));
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme'] });

  return () => {
    isGone = true;
    for (const observer of [seen, resized, themed]) observer.disconnect();
    chart?.dispose();
  };
};

const saving = (box: HTMLElement, chart: Drawing): HTMLButtonElement => {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-sm mb-3';
  button.textContent = box.dataset['save'] ?? '';
  button.addEventListener('click', () => {
    const link = document.createElement('a');
    link.download = `${box.dataset['name'] ?? 'chart'}.png`;
    link.href = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: getComputedStyle(document.body).backgroundColor });
    link.click();
  });
  return button;
};
