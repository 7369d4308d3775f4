import assert from 'node:assert/strict';
import { coveredPlans } from '../../src/requests/plan-overlap.ts';
import { overlapWarnings } from '../../src/sandbox/partner-center/overlap-warnings.ts';
import type { SandboxProduct } from '../../src/sandbox/world.ts';
import { sandboxProducts } from '../../src/sandbox/world-products.ts';

const PRODUCTS = sandboxProducts();
const plansOf = ({ servicePlans }: SandboxProduct) =>
  servicePlans.map(({ id, serviceName, displayName, targetType }) => ({
    id,
    serviceName,
    name: displayName,
    isForUsers: targetType === 'User',
  }));

describe('a warning of Partner Center that service plans overlap', () => {
  it('is known before anybody decides, for every product beside every other', () => {
    let warnings = 0;
    for (const product of PRODUCTS) {
      for (const other of PRODUCTS.filter((one) => one !== product)) {
        const warned = overlapWarnings(product, [], [{ product: other, excludedPlans: [] }]);
        const known = coveredPlans(plansOf(product), plansOf(other)).map(({ serviceName }) => serviceName);
        assert.deepEqual(known, warned[0]?.servicePlans ?? [], `${product.name} beside ${other.name}`);
        warnings += warned.length;
      }
    }
    assert(warnings > 10);
  });
});
