import { type PngImage, readPng } from './png-image.ts';

const COLOR_EDGE = 192;
const OUTLINE_EDGE = 32;

/**
 * What Teams would not accept or show badly: the color icon is 192 × 192, the outline icon 32 × 32, purely white on a
 * transparent ground.
 */
export function checkIcons(files: {
  readonly color: Uint8Array;
  readonly outline: Uint8Array;
}): readonly string[] {
  return [
    ...problemsOf('color.png', files.color, (image) => wrongSize(image, COLOR_EDGE)),
    ...problemsOf('outline.png', files.outline, (image) => [
      ...wrongSize(image, OUTLINE_EDGE),
      ...notWhiteOnTransparent(image),
    ]),
  ];
}

function problemsOf(
  name: string,
  file: Uint8Array,
  check: (image: PngImage) => readonly string[],
): readonly string[] {
  try {
    return check(readPng(file)).map((problem) => `${name} ${problem}`);
  } catch (error) {
    return [`${name} ${error instanceof RangeError ? error.message : 'cannot be read'}`];
  }
}

function wrongSize({ width, height }: PngImage, edge: number): readonly string[] {
  return width === edge && height === edge
    ? []
    : [`must be ${edge} × ${edge} pixels, not ${width} × ${height}`];
}

function notWhiteOnTransparent({ pixels }: PngImage): readonly string[] {
  let visible = 0;
  let isWhite = true;
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] === 0) continue;
    visible += 1;
    isWhite &&= pixels[at] === 255 && pixels[at + 1] === 255 && pixels[at + 2] === 255;
  }
  return [
    ...(visible === 0 ? ['shows nothing'] : []),
    ...(visible * 4 === pixels.length ? ['has no transparent ground'] : []),
    ...(isWhite ? [] : ['must be purely white where it is not transparent']),
  ];
}
