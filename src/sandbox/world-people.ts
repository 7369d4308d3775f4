import type { SandboxPerson } from './world.ts';

/** The tenant of the partner, Northwind Cloud Partners. */
export const partnerTenantId = 'e4a7c1a3-a29b-4433-bb62-6ad019cc1278';

/** Contoso's customer id in Partner Center, which is its tenant id; the documents' examples use it too. */
export const contosoId = '0c39d6d5-c70d-4c55-bc02-f620844f3fd1';

/** Ayşe Kaya's object id at Contoso: she is in Teams there and a user in Partner Center. */
export const ayseObjectId = '52b1a259-af3b-4b28-a48c-1d95f329745f';

/** Daniel Novak's object id at Contoso, his home; the partner's tenant knows him as a guest under another one. */
export const danielHomeObjectId = '3f102a18-4414-46d5-956f-cfb86d9fc40b';

const istanbul = { locale: 'tr-TR', timeZone: 'Europe/Istanbul' } as const;
const london = { locale: 'en-GB', timeZone: 'Europe/London' } as const;
const tokyo = { locale: 'ja-JP', timeZone: 'Asia/Tokyo' } as const;
const seattle = { locale: 'en-US', timeZone: 'America/Los_Angeles' } as const;

/** A colleague at the partner who has the app, signs in with MFA and has no role at customers. */
const colleague = { tenantId: partnerTenantId, hasApp: true, mfa: 'yes', gdapRoles: [] } as const;

/** The people who play in the sandbox. */
export function sandboxPeople(): SandboxPerson[] {
  return [...requesters(), ...approvers(), ...staff(), ...outsiders()];
}

function requesters(): SandboxPerson[] {
  return [
    {
      ...colleague,
      ...istanbul,
      key: 'elif',
      note: 'Asks for licenses, in Turkish',
      objectId: 'b7554ce5-f5d0-4c11-ba77-84679c563168',
      teamsId: '29:1aHk76940Lm8F6IbAx_vfKPrA2jTNRlzw8HRVCTyTZK',
      name: 'Elif Yıldız',
      upn: 'elif.yildiz@northwindcloud.example',
      roles: ['requester'],
    },
    {
      ...colleague,
      ...london,
      key: 'sarah',
      note: 'Asks for licenses, in English',
      objectId: 'e4177c58-984a-4659-b430-e7e90f3b1570',
      teamsId: '29:19K49o7Ww6VA-k2ycctcv7UdcM7T1RL4jeQm9Nm-89T',
      name: 'Sarah Johnson',
      upn: 'sarah.johnson@northwindcloud.example',
      roles: ['requester'],
    },
  ];
}

function approvers(): SandboxPerson[] {
  return [
    {
      ...colleague,
      ...tokyo,
      key: 'kenji',
      note: 'Approves in Japanese, as User Administrator',
      objectId: '5e3aaf99-ec77-4283-a45c-8c85e47f6fe3',
      teamsId: '29:1rDFpnFDZfnWargQ6DDeewGlHjYfSCPbLnjjV2ymAF_',
      name: '田中 健二 (Kenji Tanaka)',
      upn: 'kenji.tanaka@northwindcloud.example',
      gdapRoles: ['User Administrator'],
      roles: ['approver'],
    },
    {
      ...colleague,
      ...seattle,
      key: 'grace',
      note: 'Approves in English, as License Administrator',
      objectId: 'efb7b973-eb6f-49cd-9a1c-3f04f102c420',
      teamsId: '29:1R8ARkPGA8al_qae0hA7oUDCm0NMwgMFJ3TdBpZuFdt',
      name: 'Grace Miller',
      upn: 'grace.miller@northwindcloud.example',
      gdapRoles: ['License Administrator', 'Directory Reader'],
      roles: ['approver'],
    },
    {
      ...colleague,
      ...istanbul,
      key: 'mehmet',
      note: 'Approves, but has no role at any customer',
      objectId: '7d8649a7-04ec-47b6-a518-4d81ab436fe7',
      teamsId: '29:1kupzeuyBLA2jLI2VIsiJ1J61G1Xr0s6SjMjKOLFRPb',
      name: 'Mehmet Demir',
      upn: 'mehmet.demir@northwindcloud.example',
      roles: ['approver'],
    },
    {
      ...colleague,
      ...tokyo,
      key: 'yuki',
      note: 'Approves, but signs in without a second factor',
      objectId: '36c9e866-fd64-40ed-a808-f8479df64ba7',
      teamsId: '29:15Fi757mWxm12EHyrE-2CsChkY2fiApIn1i4lhee3kN',
      name: '佐藤 由紀 (Yuki Sato)',
      upn: 'yuki.sato@northwindcloud.example',
      mfa: 'no',
      gdapRoles: ['User Administrator'],
      roles: ['approver'],
    },
    {
      ...colleague,
      ...london,
      key: 'oliver',
      note: 'Approves, but does not have the app yet',
      objectId: '16385ff1-2c1d-4d32-a2b0-39308c102e84',
      teamsId: '29:16c7jC207I769wwXN9NwjP2h24C2cGd5p-KIlh_vw2z',
      name: 'Oliver Brown',
      upn: 'oliver.brown@northwindcloud.example',
      hasApp: false,
      gdapRoles: ['User Administrator'],
      roles: ['approver'],
    },
  ];
}

function staff(): SandboxPerson[] {
  return [
    {
      ...colleague,
      ...london,
      key: 'priya',
      note: 'Runs License Desk: hears of faults, connects the directory',
      objectId: '7ce28c70-03b9-4342-963f-9ecbffb1ae99',
      teamsId: '29:1wqPy8qx_H4LGxvHag6uwY-ToNoR0AOJx4pmMgoi7vJ',
      name: 'Priya Shah',
      upn: 'priya.shah@northwindcloud.example',
      gdapRoles: ['Directory Reader'],
      roles: ['operator'],
    },
    {
      ...colleague,
      ...london,
      key: 'tom',
      note: 'Follows every request in the channel',
      objectId: '477c8c6b-b86c-4a2b-9d05-30f1ed04a2d0',
      teamsId: '29:1SG105RY1MVh6tFEYUuFMtA0gMpy3HV4oyNPH3-DvWB',
      name: 'Tom Becker',
      upn: 'tom.becker@northwindcloud.example',
      roles: ['helpdesk'],
    },
  ];
}

function outsiders(): SandboxPerson[] {
  return [
    {
      ...colleague,
      ...istanbul,
      key: 'ayse',
      note: 'Works at Contoso and asks for herself, in Turkish',
      objectId: ayseObjectId,
      tenantId: contosoId,
      teamsId: '29:1QVUtqbhKcRfTY0H00cCnGYmF9Eb43_04N0MFSOfGmD',
      name: 'Ayşe Kaya',
      upn: 'ayse.kaya@contoso.com',
      roles: ['requester'],
    },
    {
      ...colleague,
      ...seattle,
      key: 'guest',
      note: 'Guest from Contoso: asks here, lives there',
      objectId: '813478da-5bfb-41b7-bb22-e1047af8854c',
      teamsId: '29:1NpbEfvEZ_abYdnObQhQnfs24s_U3h81uQh0XuzBEL_',
      name: 'Daniel Novak (Guest)',
      upn: 'daniel.novak_contoso.com#EXT#@northwindcloud.example',
      isGuest: true,
      homeTenantId: contosoId,
      homeObjectId: danielHomeObjectId,
      roles: ['requester'],
    },
  ];
}
