/** What a page says of a chart. */
export interface Drawn {
  readonly kind: 'bar' | 'line' | 'map' | 'treemap';
  readonly horizontal: boolean;
  readonly stacked: boolean;
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[]; readonly earlier: boolean; readonly tone: 'good' | 'bad' | null }[];
  readonly nodes?: readonly Tile[];
}

/** What shapes are registered as. */
export const shapes = 'shapes';

/** A tile of a treemap, or a group of them; or a country of a map. */
export interface Tile {
  readonly name: string;
  readonly label?: string;
  readonly value?: number;
  readonly children?: readonly Tile[];
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
  if (drawn.kind === 'treemap') return {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    textStyle: label,
    tooltip: { renderMode: 'richText', confine: true, valueFormatter: (value: number) => exact.format(value) },
    series: [{
      type: 'treemap', data: drawn.nodes, left: 0, right: 0, top: 0, bottom: 0, roam: false, nodeClick: false, breadcrumb: { show: false }, color: colours,
      label: { show: true, color: '#fff', fontFamily: style.fontFamily, formatter: (tile: { name: string; value: number }) => `${tile.name}\n${exact.format(tile.value)}` },
      upperLabel: { show: true, height: 24, color: style.color, fontFamily: style.fontFamily },
      levels: [{ itemStyle: { gapWidth: 4, borderColor: 'transparent' }, upperLabel: { show: false } }, { itemStyle: { gapWidth: 1, borderWidth: 2, borderColor: style.borderTopColor } }],
    }],
  };
  if (drawn.kind === 'map') {
    const countries = new Map((drawn.nodes ?? []).map(node => [node.name, node]));
    return {
      animation: false, textStyle: label,
      tooltip: {
        renderMode: 'richText', confine: true,
        formatter: ({ name }: { name: string }) => countries.has(name) ? `${countries.get(name)!.label ?? name}: ${exact.format(countries.get(name)!.value ?? 0)}` : '',
      },
      visualMap: { min: 0, max: Math.max(1, ...(drawn.nodes ?? []).map(node => node.value ?? 0)), left: 0, bottom: 0, calculable: false, textStyle: label, inRange: { color: ['#a9c9ee', '#123f78'] }, formatter: (value: number) => exact.format(Math.round(value)) },
      series: [{
        type: 'map', map: shapes, data: drawn.nodes, roam: false, selectedMode: false, top: 0, bottom: 0,
        itemStyle: { areaColor: 'transparent', borderColor: style.borderTopColor, borderWidth: .7 }, label: { show: false }, emphasis: { label: { show: false }, itemStyle: { areaColor: colours[1] } },
      }],
    };
  }
  const names = { type: 'category', data: drawn.categories, inverse: drawn.horizontal, axisLabel: { ...label, width: drawn.horizontal ? 120 : 80, overflow: 'truncate' }, axisLine: line };
  const isCount = drawn.series.every(series => series.values.every(value => value === null || Number.isInteger(value)));
  const values = { type: 'value', ...(isCount ? { minInterval: 1 } : {}), axisLabel: { ...label, formatter: (value: number) => short.format(value) }, splitLine: line };
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
