import assert from 'node:assert/strict';
import type { DirectorySku } from '../../src/directory/directory-entries.ts';
import { findSkus } from '../../src/directory/sku-search.ts';

function aSku(id: string, name: string, partNumber: string): DirectorySku {
  return {
    ...{ id, name, partNumber, licenseGroup: 'group1', isAssignable: true },
    ...{ availableUnits: 1, consumedUnits: 0, totalUnits: 1, servicePlans: [] },
  };
}

describe('finding a SKU', () => {
  const f3 = aSku('66b55226-6b4f-492c-910c-a3b7a3c9d993', 'Microsoft 365 F3', 'SPE_F1');
  const minecraft = aSku('984df360-9a74-4647-8cf8-696749f6247a', 'Minecraft Education', 'MEE_FACULTY');

  it('reads no meaning into the letters of an id', () => {
    assert.deepEqual(findSkus([minecraft, f3], 'F3', 15), [f3]);
  });

  it('knows a whole id, in any case', () => {
    assert.deepEqual(findSkus([minecraft, f3], minecraft.id.toUpperCase(), 15), [minecraft]);
  });
});
