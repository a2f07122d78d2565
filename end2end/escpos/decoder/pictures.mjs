/**
 * A picture is `{ width, height, rows }`: `rows` are arrays of 0 (paper) and 1 (ink).
 */

/** The picture of a `GS v 0` raster: eight dots a byte, the leftmost highest. */
export function fromRaster(bytes, widthBytes, height) {
  const rows = [];
  for (let y = 0; y < height; y++) {
    const row = [];
    for (const byte of bytes.subarray(y * widthBytes, (y + 1) * widthBytes)) {
      for (let bit = 7; bit >= 0; bit--) row.push((byte >> bit) & 1);
    }
    rows.push(row);
  }
  return { width: widthBytes * 8, height, rows };
}

/** The picture of one `ESC *` band: bytes down each column, the top dot highest. */
export function fromColumns(bytes, width, bytesPerColumn) {
  const rows = Array.from({ length: bytesPerColumn * 8 }, () => []);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < rows.length; y++) {
      rows[y].push((bytes[x * bytesPerColumn + (y >> 3)] >> (7 - (y & 7))) & 1);
    }
  }
  return { width, height: rows.length, rows };
}

/** One picture of several that stand under each other without a gap. */
export function stacked(pictures) {
  const width = Math.max(...pictures.map((picture) => picture.width));
  const rows = pictures.flatMap((picture) => picture.rows.map((row) => [...row, ...Array(width - row.length).fill(0)]));
  return { width, height: rows.length, rows };
}

/** Where the ink is: the first and last column and row, or null on white paper. */
export function inkBounds(picture) {
  const bounds = { left: Infinity, right: -1, top: Infinity, bottom: -1 };
  picture.rows.forEach((row, y) => {
    const [first, last] = [row.indexOf(1), row.lastIndexOf(1)];
    if (first < 0) return;
    bounds.left = Math.min(bounds.left, first);
    bounds.right = Math.max(bounds.right, last);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = y;
  });
  return bounds.right < 0 ? null : bounds;
}

/** Pixels as a canvas has them: four bytes each, black on white. */
export function toRgba(picture) {
  return Uint8ClampedArray.from(picture.rows.flat().flatMap((dot) => (dot ? [0, 0, 0, 255] : [255, 255, 255, 255])));
}
