import type { SandboxCustomer, SandboxLicense, SandboxSubscription, SandboxUser } from './world.ts';
import { ayseObjectId, contosoId, danielHomeObjectId } from './world-people.ts';
import { skuIds } from './world-products.ts';

type Sku = keyof typeof skuIds;

/** The customers of the partner with their users, seats and assignments. Seats in use are what users hold. */
export function sandboxCustomers(): SandboxCustomer[] {
  return [contoso(), fabrikam(), adventureWorks(), wideWorldImporters(), ...smallCustomers()];
}

/** At Contoso Power BI Pro is sold out and of Project Plan 3 one seat is left. */
function contoso(): SandboxCustomer {
  const at = 'contoso.com';
  return {
    id: contosoId,
    commerceId: 'a28233ac-83ad-4046-9eee-c401d11498a9',
    name: 'Contoso',
    domain: at,
    country: 'TR',
    blocksPartners: false,
    users: [
      user('554526aa-cf5e-46fa-95df-98dbc55d8a1e', 'Ada Aksoy', { upn: `ada@${at}`, holds: ['SPE_E3'] }),
      user(ayseObjectId, 'Ayşe Kaya', { upn: `ayse.kaya@${at}`, holds: ['SPE_E3'] }),
      user('6854ebec-d80e-499f-9646-d8866475d548', 'Burak Şahin', {
        upn: `burak.sahin@${at}`,
        holds: ['SPE_E3', 'POWER_BI_PRO'],
      }),
      user('f4956816-4ee9-4bee-b11c-65f0c2bd3252', 'Çağla Öztürk', { upn: `cagla.ozturk@${at}` }),
      user('22fcb919-113c-49b6-b1b8-0eda118011eb', 'Deniz Arslan', {
        upn: `deniz.arslan@${at}`,
        holds: ['SPE_F1'],
      }),
      user('b539f34b-91e7-4fcd-accc-2f8497d0ac2c', 'Emre Koç', { upn: `emre.koc@${at}`, country: null }),
      user('506010e5-e092-4f8f-8e34-8adddb1f4385', 'Gülşen Çelik', {
        upn: `gulsen.celik@${at}`,
        holds: ['SPE_E5'],
      }),
      user('e9c43f13-612a-413f-a6ab-2ec7b99ee320', 'İbrahim Güneş', {
        upn: `ibrahim.gunes@${at}`,
        holds: ['SPE_E3', 'PROJECTPROFESSIONAL'],
      }),
      user('775901d4-30f0-4477-99df-e1f55c0a9991', 'Işıl Doğan', {
        upn: `isil.dogan@${at}`,
        holds: ['SPE_E5', 'VISIOCLIENT'],
      }),
      user('ad37441a-9caa-4ee5-9bc3-bb3db5957301', 'Zeynep Aydın', {
        upn: `zeynep.aydin@${at}`,
        holds: ['SPE_F1'],
      }),
      user('4b957a44-bacd-4c82-99e6-7c635af8f108', 'James Carter', {
        upn: `james.carter@${at}`,
        country: 'GB',
        holds: ['SPE_E5'],
      }),
      user('4d45a09c-b815-4779-bb5a-1c16fa421b98', 'Emily Watson', {
        upn: `emily.watson@${at}`,
        country: 'GB',
        holds: ['ENTERPRISEPACK'],
      }),
      user('0f1a0402-d343-4b36-9be5-e160c2f77110', 'Olivia Bennett', {
        upn: 'Olivia.Bennett@Contoso.com',
        country: 'GB',
        holds: ['SPE_E3'],
      }),
      user('66f7f214-c746-499a-a407-3eb4bbb38e9a', 'William Hughes', {
        upn: `william.hughes@${at}`,
        country: 'GB',
        holds: ['ENTERPRISEPACK', 'POWER_BI_PRO'],
      }),
      user('d616d234-22de-47af-b567-081802dafc4c', 'Hannah Reed', {
        upn: `hannah.reed@${at}`,
        country: 'GB',
        isInactive: true,
      }),
      user('470dbad7-bc1c-4c31-a2a4-904f8b8b1df5', '鈴木 博 (Hiroshi Suzuki)', {
        upn: `hiroshi.suzuki@${at}`,
        country: 'JP',
        holds: ['SPE_E3', 'POWER_BI_PRO', 'PROJECTPROFESSIONAL'],
      }),
      user(danielHomeObjectId, 'Daniel Novak', {
        upn: `daniel.novak@${at}`,
        country: 'US',
        holds: ['SPE_E3'],
      }),
    ],
    subscriptions: [
      ...[seats('SPE_E3', 12), seats('SPE_E5', 6), seats('ENTERPRISEPACK', 4), seats('SPE_F1', 10)],
      ...[seats('VISIOCLIENT', 3), seats('PROJECTPROFESSIONAL', 3), seats('POWER_BI_PRO', 3)],
      ...[seats('AAD_PREMIUM_P2', 5), seats('MINECRAFT', 8), seats('SHAREPOINTSTORAGE', 100)],
    ],
  };
}

function fabrikam(): SandboxCustomer {
  const at = 'fabrikamjapan.onmicrosoft.com';
  const japan = { country: 'JP' };
  return {
    id: '3234d334-8d37-4d61-bb63-4d2b04b7e2c0',
    commerceId: '5a9f3090-24b1-4b9c-865d-99ac24bad1cb',
    name: 'ファブリカム株式会社 (Fabrikam Japan)',
    domain: at,
    country: 'JP',
    blocksPartners: false,
    users: [
      user('6ede8946-2104-4fcd-9e9f-6c7f1e0e7b1d', '佐々木 美咲', {
        ...japan,
        upn: `misaki.sasaki@${at}`,
        holds: ['SPE_E5'],
      }),
      user('1e28874d-b721-4f74-8caf-6d1a8fd15406', '高橋 翔太', {
        ...japan,
        upn: `shota.takahashi@${at}`,
        holds: ['SPE_E3'],
      }),
      user('da21a33c-9846-40b7-ba62-76140757ec56', '伊藤 さくら', {
        ...japan,
        upn: `sakura.ito@${at}`,
        holds: ['SPE_E3', 'POWER_BI_PRO'],
      }),
      user('0e85be18-dbea-499d-b07a-ad1d5ac417cf', '渡辺 大輔', { ...japan, upn: `daisuke.watanabe@${at}` }),
      user('f1ef3265-301a-48e9-8af8-18f0119c93fa', '山本 直美', {
        ...japan,
        upn: `naomi.yamamoto@${at}`,
        holds: ['SPE_F1'],
      }),
      user('3caf676b-8f9b-4dca-8ef3-26d0ce9afaab', '中村 蓮', {
        ...japan,
        upn: `ren.nakamura@${at}`,
        holds: ['ENTERPRISEPACK'],
      }),
      user('3a4a5746-fd80-4278-afd8-a58068898dcc', '小林 恵子', {
        ...japan,
        upn: `keiko.kobayashi@${at}`,
        holds: ['SPE_E5', 'VISIOCLIENT'],
      }),
      user('f9ff1d35-66f3-4bc1-95c1-204e6de92228', '加藤 陽介', { ...japan, upn: `yosuke.kato@${at}` }),
    ],
    subscriptions: [
      ...[seats('SPE_E3', 5), seats('SPE_E5', 3), seats('ENTERPRISEPACK', 2), seats('SPE_F1', 5)],
      ...[seats('VISIOCLIENT', 2), seats('POWER_BI_PRO', 4), seats('PROJECTPROFESSIONAL', 2)],
    ],
  };
}

function adventureWorks(): SandboxCustomer {
  const at = 'adventure-works.com';
  const britain = { country: 'GB' };
  return {
    id: '81016b31-5223-4117-8853-e610e6e66af2',
    commerceId: '126663c7-1766-49c8-b024-5ce1a7086d75',
    name: 'Adventure Works',
    domain: at,
    country: 'GB',
    blocksPartners: false,
    users: [
      user('04a041d6-3442-4198-8a2a-48e9fc63ed4a', 'Charlotte Evans', {
        ...britain,
        upn: `charlotte.evans@${at}`,
        holds: ['SPB'],
      }),
      user('9e728b4c-ada9-4bd3-9342-b48d8d6c3c6a', 'George Wilson', {
        ...britain,
        upn: `george.wilson@${at}`,
        holds: ['SPB'],
      }),
      user('a9092ebd-7fc1-4037-b001-85ad7d83d594', 'Isla Campbell', {
        ...britain,
        upn: `isla.campbell@${at}`,
      }),
      user('c6ac2d9f-4e1e-43e0-842f-c877d77ae8d7', 'Noah Phillips', {
        ...britain,
        upn: `noah.phillips@${at}`,
        holds: ['SPB', 'VISIOCLIENT'],
      }),
      user('d1e518ae-8039-4a08-9943-7b6363b2559c', 'Amelia Clarke', {
        ...britain,
        upn: `amelia.clarke@${at}`,
        holds: ['POWER_BI_PRO'],
      }),
      user('e660cdda-9d80-476b-acc1-902830f23de3', 'Jack O’Connor', {
        country: 'IE',
        upn: `jack.oconnor@${at}`,
      }),
    ],
    subscriptions: [
      ...[seats('SPB', 10), seats('VISIOCLIENT', 2), seats('POWER_BI_PRO', 5), seats('AAD_PREMIUM_P2', 2)],
      { ...seats('EXCHANGESTANDARD', 5), capabilityStatus: 'Suspended' },
    ],
  };
}

/** The customer whose Conditional Access policy keeps service providers out. */
function wideWorldImporters(): SandboxCustomer {
  const at = 'wideworldimporters.com';
  const america = { country: 'US' };
  return {
    id: '07aa96f9-9fad-4911-97f5-1b1e5bdd3453',
    commerceId: '070a3641-572e-453a-81b2-3889a54dd629',
    name: 'Wide World Importers',
    domain: at,
    country: 'US',
    blocksPartners: true,
    users: [
      user('41531156-13da-46c3-a609-d901c2a81661', 'Henry Foster', {
        ...america,
        upn: `henry.foster@${at}`,
        holds: ['SPE_E3'],
      }),
      user('ad223c08-370d-41f3-8be3-8a1862983be9', 'Ava Mitchell', { ...america, upn: `ava.mitchell@${at}` }),
      user('6b9d2260-1424-4a03-b392-7a8709eb60a1', 'Lucas Turner', {
        ...america,
        upn: `lucas.turner@${at}`,
        holds: ['SPE_E3'],
      }),
    ],
    subscriptions: [seats('SPE_E3', 8), seats('SPE_E5', 4), seats('POWER_BI_PRO', 4)],
  };
}

/** Customers that are there to be found by typing: some begin alike, some are not in English. */
function smallCustomers(): SandboxCustomer[] {
  return [
    small(
      {
        id: '66e032b7-1a1e-4d06-8090-8ac0d30b9ed1',
        commerceId: 'd0eb7cee-55c9-4e6d-a7bf-e43b7f35d2c0',
        name: 'Contoso Pharmaceuticals',
        domain: 'contosopharma.onmicrosoft.com',
        country: 'US',
      },
      ['865c444c-de59-4e2a-ae0d-1cff283030c5', 'Megan Brooks'],
    ),
    small(
      {
        id: '24dfea5e-10f3-4567-9619-334157ebcbae',
        commerceId: 'a3360b66-ea85-4d16-8dc9-c2413304de17',
        name: 'Contoso Suites',
        domain: 'contososuites.onmicrosoft.com',
        country: 'US',
      },
      ['e2fe1e32-b1b1-4fef-b309-16b309f772a9', 'Ethan Rogers'],
    ),
    small(
      {
        id: 'c26f1005-7511-4145-982c-5ec9a07cd66a',
        commerceId: '34be49e2-761a-488c-9c4a-826821477bb0',
        name: 'Boğaziçi Lojistik A.Ş.',
        domain: 'bogazicilojistik.onmicrosoft.com',
        country: 'TR',
      },
      ['df49095a-f2b8-4fd4-93bb-55b325d0b65a', 'Kerem Yılmaz'],
    ),
    small(
      {
        id: 'aa99f4bb-8dca-43b5-9fed-048cf7f53913',
        commerceId: '40389037-08bb-44ff-a122-3bf6a1626d2e',
        name: 'Çınar Mimarlık Ltd. Şti.',
        domain: 'cinarmimarlik.onmicrosoft.com',
        country: 'TR',
      },
      ['cbce8c64-174d-41fd-a71d-34b51e4c3fad', 'Selin Korkmaz'],
    ),
    small(
      {
        id: '9b7c9b13-b9a1-4e35-87be-153d25882987',
        commerceId: 'e47f83b8-c01f-4eff-b6db-908c79975c11',
        name: 'さくら商事株式会社',
        domain: 'sakurashoji.onmicrosoft.com',
        country: 'JP',
      },
      ['570e9876-0368-4aa9-a8f0-a5e9d518fec8', '松本 亮'],
    ),
    small(
      {
        id: 'f4689132-0c07-4c12-9b1c-1bfc63e80a93',
        commerceId: 'c7411083-ccd8-4a06-b601-7d4ffcaa1c73',
        name: 'Tailspin Toys',
        domain: 'tailspintoys.com',
        country: 'US',
      },
      ['d95b97e3-f172-4b1f-9aff-f67d6d8d3b25', 'Sophie Ward'],
    ),
    small(
      {
        id: '193e8827-8475-45bd-9054-989426bdea6f',
        commerceId: '6a09e05e-0310-4705-a192-161f69ee2c78',
        name: 'Fourth Coffee',
        domain: 'fourthcoffee.com',
        country: 'US',
      },
      ['6c7bf079-a440-4d3a-b8e6-dab6cb43bf54', 'Leo Ramirez'],
    ),
    small(
      {
        id: '2120fd36-ce54-4766-8b43-6562ae5c3e41',
        commerceId: '2e8b8ae9-4ac5-4aa5-9193-a3e05a9f2411',
        name: 'Alpine Ski House',
        domain: 'alpineskihouse.com',
        country: 'AT',
      },
      ['16b39a6b-8ed1-4853-ac78-70dbc65323f4', 'Lena Gruber'],
    ),
    small(
      {
        id: '3474e5d3-da32-4923-935a-955936c2899c',
        commerceId: '9764d1f4-dcfe-449a-bded-8b83fbf60fd1',
        name: 'Woodgrove Bank',
        domain: 'woodgrovebank.com',
        country: 'GB',
      },
      ['1abbcc0d-5aac-4e9a-8694-9f7114b5fca5', 'Arthur Collins'],
    ),
    small(
      {
        id: 'a88e3c2b-2b4c-46b2-a56d-f375ecc91f88',
        commerceId: '0feda6e0-df02-4390-9ac6-5d9734fed657',
        name: 'Litware',
        domain: 'litware.onmicrosoft.com',
        country: 'US',
      },
      ['ed4e112b-c2b6-4552-8502-f5d2abe994b5', 'Maya Patel'],
    ),
  ];
}

type SmallCustomer = Pick<SandboxCustomer, 'id' | 'commerceId' | 'name' | 'domain' | 'country'>;

/** A customer with one user (`[id, name]`) and a few seats. */
function small(customer: SmallCustomer, [userId, name]: [string, string]): SandboxCustomer {
  const facts = { upn: `admin@${customer.domain}`, country: customer.country, holds: ['SPB'] } as const;
  return {
    ...customer,
    blocksPartners: false,
    users: [user(userId, name, facts)],
    subscriptions: [seats('SPB', 5), seats('POWER_BI_PRO', 2)],
  };
}

function seats(sku: Sku, bought: number): SandboxSubscription {
  return { skuId: skuIds[sku], seats: bought, capabilityStatus: 'Enabled' };
}

type UserFacts = {
  readonly upn: string;
  /** Usage location; null for none, `TR` when not told. */
  readonly country?: string | null;
  readonly holds?: readonly Sku[];
  readonly isInactive?: boolean;
};

/** A user; the parts of the name come from the display name (family name first where it is Japanese). */
function user(id: string, displayName: string, facts: UserFacts): SandboxUser {
  const [first = '', last = ''] = displayName.split(' ');
  const isJapanese = /^\p{Script=Han}/u.test(displayName);
  const licenses: SandboxLicense[] = (facts.holds ?? []).map((sku) => ({
    skuId: skuIds[sku],
    excludedPlans: [],
  }));
  return {
    id,
    upn: facts.upn,
    firstName: isJapanese ? last : first,
    lastName: isJapanese ? first : last,
    displayName,
    usageLocation: facts.country === undefined ? 'TR' : facts.country,
    state: facts.isInactive ? 'inactive' : 'active',
    licenses,
  };
}
