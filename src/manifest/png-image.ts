import { inflateSync } from 'node:zlib';

/** A decoded picture: four bytes a pixel (red, green, blue, opacity), row by row. */
export type PngImage = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

const SIGNATURE = '89504e470d0a1a0a';
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/** Decodes a PNG of eight bits a channel without interlace (RGB or RGBA). Throws `RangeError` for anything else. */
export function readPng(file: Uint8Array): PngImage {
  const bytes = Buffer.from(file);
  if (bytes.subarray(0, 8).toString('hex') !== SIGNATURE) throw new RangeError('is not a PNG');
  const header = chunksOf(bytes, 'IHDR')[0];
  if (!header || header.length < 13) throw new RangeError('has no header');
  const channels = CHANNELS[header.readUInt8(9)];
  if (header.readUInt8(8) !== 8 || !channels || header.readUInt8(12) !== 0)
    throw new RangeError('must be RGB or RGBA with eight bits a channel, without interlace');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (width * height > 4_000_000) throw new RangeError('is too large');
  const lines = inflateSync(Buffer.concat(chunksOf(bytes, 'IDAT')));
  return { width, height, pixels: toRgba(unfilter(lines, { width, height, channels }), channels) };
}

function chunksOf(bytes: Buffer, wanted: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === wanted)
      found.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return found;
}

type Shape = { readonly width: number; readonly height: number; readonly channels: number };

/** Undoes the five filters of PNG (specification, section 9). */
function unfilter(lines: Buffer, { width, height, channels }: Shape): Uint8Array {
  const stride = width * channels;
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x >= channels ? (out[at - channels] ?? 0) : 0;
      const up = y > 0 ? (out[at - stride] ?? 0) : 0;
      const corner = y > 0 && x >= channels ? (out[at - stride - channels] ?? 0) : 0;
      const raw = lines[y * (stride + 1) + 1 + x] ?? 0;
      out[at] = raw + predict(filter, { left, up, corner });
    }
  }
  return out;
}

type Neighbours = { readonly left: number; readonly up: number; readonly corner: number };

function predict(filter: number, { left, up, corner }: Neighbours): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth({ left, up, corner });
    default:
      return 0;
  }
}

function paeth({ left, up, corner }: Neighbours): number {
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(estimate - value));
  if (toLeft === undefined || toUp === undefined || toCorner === undefined) return 0;
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function toRgba(pixels: Uint8Array, channels: number): Uint8Array {
  if (channels === 4) return pixels;
  const out = new Uint8Array((pixels.length / 3) * 4).fill(255);
  for (let pixel = 0; pixel * 3 < pixels.length; pixel += 1) {
    out.set(pixels.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  }
  return out;
}
