/** Figures of a run: percentiles, and the table they end up in. */

/** The value that `share` (0…1) of the sorted `values` don't exceed. */
export function percentile(values, share) {
  if (values.length === 0) return NaN;
  return values[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)];
}

/** Milliseconds at the usual percentiles. */
export function percentiles(milliseconds) {
  const sorted = Float64Array.from(milliseconds).sort();
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99) };
}

export const ms = (value) => (value < 100 ? value.toFixed(1) : value.toFixed(0));
export const latencies = ({ p50, p95, p99 }) => `p50 ${ms(p50)} · p95 ${ms(p95)} · p99 ${ms(p99)} ms`;
export const perSecond = (value) => `${Math.round(value).toLocaleString('en-GB')}/s`;

/** Rows of a Markdown table, padded so that it reads as well on a terminal. */
export function table(head, rows) {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const written = lines.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  written.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return written.join('\n');
}
