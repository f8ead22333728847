// Today by quarters of an hour: who came and what became of them, the service level, and what is usual for this weekday.
// ECharts, of which only the parts in use are bundled.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { gettext } from "../../desk/ts/catalogue";
import { el } from "../../desk/ts/dom";
import type { Quarter, World } from "./world";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const QUARTER_MS = 15 * 60 * 1000;
const LEGEND_WIDTH = 500; // in one line; in two where there is less room

export class Chart {
  private chart: ECharts | null = null;
  private drawn = "";
  private quarters: Record<string, Quarter> = {};
  private readonly time: Intl.DateTimeFormat;

  /** `onQuarter` is told which quarter of an hour was pressed. */
  constructor(
    private readonly place: HTMLElement,
    language: string,
    timeZone: string,
    private readonly onQuarter: (begins: number) => void,
  ) {
    this.time = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit" });
    new ResizeObserver(() => this.resize()).observe(place);
    new MutationObserver(() => this.draw(true)).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  }

  show({ quarters }: World): void {
    this.quarters = quarters;
    this.draw(false);
  }

  private resize(): void {
    if (!this.chart) return;
    this.chart.resize();
    this.draw(true);
  }

  private draw(anew: boolean): void {
    const sign = JSON.stringify(this.quarters);
    if (sign === this.drawn && !anew) return;
    this.drawn = sign;
    const known = Object.keys(this.quarters).map(Number);
    if (!known.length) {
      this.chart?.dispose();
      this.chart = null;
      this.place.replaceChildren(el("p", { class: "quiet" }, gettext("No calls yet today, and nothing usual to compare with.")));
      return;
    }
    if (!this.chart) {
      this.place.replaceChildren();
      this.chart = init(this.place, undefined, { renderer: "svg" });
      this.chart.on("click", ({ dataIndex }) => this.onQuarter((this.begins[dataIndex] ?? 0)));
    }
    this.begins = range(Math.min(...known), Math.max(...known));
    this.chart.setOption(this.option(), { notMerge: true });
  }

  private begins: number[] = [];

  private option(): Parameters<ECharts["setOption"]>[0] {
    const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const grey = colour("--tblr-secondary");
    const line = colour("--tblr-border-color");
    const series = (pick: (quarter: Quarter) => number | null | undefined) => this.begins.map((begins) => pick(this.quarters[begins] ?? {}) ?? null);
    const name = { came: gettext("came"), answered: gettext("answered"), abandoned: gettext("hung up"), level: gettext("level"), usual: gettext("usually came") };
    return {
      animation: false,
      textStyle: { fontFamily: "inherit" },
      color: [colour("--ring-ready"), colour("--ring-trouble"), colour("--tblr-body-color"), grey, colour("--ring-talking")],
      grid: { left: 8, right: 8, top: this.place.clientWidth < LEGEND_WIDTH ? 52 : 34, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, itemGap: 10, textStyle: { color: grey, fontSize: 11 }, inactiveColor: line },
      tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: colour("--tblr-bg-surface"), borderColor: line, textStyle: { color: colour("--tblr-body-color"), fontSize: 12 } },
      xAxis: { type: "category", data: this.begins.map((begins) => this.time.format(begins)), axisLabel: { color: grey, fontSize: 11 }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } },
      yAxis: [
        { type: "value", minInterval: 1, axisLabel: { color: grey, fontSize: 11 }, splitLine: { lineStyle: { color: line } } },
        { type: "value", min: 0, max: 1, splitNumber: 2, axisLabel: { color: grey, fontSize: 11, formatter: (share: number) => `${Math.round(share * 100)} %` }, splitLine: { show: false } },
      ],
      series: [
        { name: name.answered, type: "bar", stack: "calls", data: series(({ answered }) => answered), barCategoryGap: "20%" },
        { name: name.abandoned, type: "bar", stack: "calls", data: series(({ abandoned }) => abandoned) },
        { name: name.came, type: "line", step: "middle", symbol: "none", lineStyle: { width: 1.5 }, data: series(({ arrived }) => arrived) },
        { name: name.usual, type: "line", step: "middle", symbol: "none", lineStyle: { width: 1, type: "dashed" }, data: series(({ usual }) => usual) },
        { name: name.level, type: "line", yAxisIndex: 1, symbolSize: 4, lineStyle: { width: 2 }, data: series(({ level }) => level), tooltip: { valueFormatter: (share: unknown) => (typeof share === "number" ? `${Math.round(share * 100)} %` : "–") } },
      ],
    };
  }
}

const range = (first: number, last: number): number[] => Array.from({ length: (last - first) / QUARTER_MS + 1 }, (_, place) => first + place * QUARTER_MS);
