/** What a page says of a chart. */
export interface Drawn {
  readonly kind: 'bar' | 'line';
  readonly horizontal: boolean;
  readonly stacked: boolean;
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[]; readonly earlier: boolean; readonly tone: 'good' | 'bad' | null }[];
}

const colours = ['#206bc4', '#e8890c', '#0c8599', '#ae3ec9', '#5c940d', '#d63939', '#5f3dc4', '#a61e4d', '#2f9e44', '#1864ab', '#c2255c', '#495057'];
const tones = { good: '#2f9e44', bad: '#d63939' };
const earlier = '#9aa5b8';

/** How it is drawn, in the colours and the language of the page. */
export function optionsOf(drawn: Drawn, box: HTMLElement): Record<string, unknown> {
  const style = getComputedStyle(box);
  const label = { color: style.color, fontFamily: style.fontFamily };
  const line = { lineStyle: { color: style.borderTopColor } }; // as a colour that a canvas takes
  const language = document.documentElement.lang;
  const [exact, short] = [new Intl.NumberFormat(language), new Intl.NumberFormat(language, { notation: 'compact' })];
  const names = { type: 'category', data: drawn.categories, inverse: drawn.horizontal, axisLabel: { ...label, width: drawn.horizontal ? 120 : 80, overflow: 'truncate' }, axisLine: line };
  const values = { type: 'value', axisLabel: { ...label, formatter: (value: number) => short.format(value) }, splitLine: line };
  const isMany = drawn.series.length > 1;
  let colour = 0;
  return {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    textStyle: label,
    grid: { left: 8, right: 24, top: isMany ? 40 : 16, bottom: 8, containLabel: true },
    legend: { show: isMany, type: 'scroll', left: 0, top: 0, textStyle: label },
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, axisPointer: { type: drawn.kind === 'line' ? 'line' : 'shadow' },
      valueFormatter: (value: number | null | undefined) => typeof value === 'number' ? exact.format(value) : '–',
    },
    xAxis: drawn.horizontal ? values : names,
    yAxis: drawn.horizontal ? names : values,
    series: drawn.series.map(series => ({
      type: drawn.kind, name: series.name, data: series.values, barMaxWidth: 32, showSymbol: series.values.filter(value => value !== null).length < 2,
      ...(drawn.stacked ? { stack: 'all' } : {}),
      itemStyle: { color: series.earlier ? earlier : series.tone ? tones[series.tone] : colours[colour++ % colours.length] },
    })),
  };
}
