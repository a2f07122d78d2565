/** What a phone downloads before the pages come alive. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const GOAL_KB = 450;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** Adds rows to the table. */
export function measureBundle(folder, add) {
  const code = { plain: 0, brotli: 0, gzip: 0 };
  const style = { ...code };
  for (const path of readdirSync(folder, { recursive: true })) {
    const sum = { '.wasm': code, '.js': code, '.css': style }[extname(path)];
    if (!sum) continue;
    const bytes = readFileSync(join(folder, path));
    sum.plain += bytes.length;
    sum.brotli += brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
    sum.gzip += gzipSync(bytes, { level: 9 }).length;
  }
  const sizes = (sum) => [`${kilobytes(sum.brotli)} brotli`, `gzip ${kilobytes(sum.gzip)}, plain ${kilobytes(sum.plain)}`];
  add('browser code, wasm and js', ...sizes(code), `≤ ${GOAL_KB} kB brotli`);
  add('style sheets', ...sizes(style));
}
