import type { SandboxProduct, SandboxServicePlan } from './world.ts';

/** Product SKU ids of Microsoft by part number. */
export const skuIds = {
  SPE_E3: '05e9a617-0261-4cee-bb44-138d3ef5d965',
  SPE_E5: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
  ENTERPRISEPACK: '6fd2c87f-b296-42f0-b197-1e91e994b900',
  SPB: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46',
  SPE_F1: '66b55226-6b4f-492c-910c-a3b7a3c9d993',
  VISIOCLIENT: 'c5928f49-12ba-48f7-ada3-0d743a3601d5',
  PROJECTPROFESSIONAL: '53818b1b-4a27-454b-8896-0dba576410e6',
  POWER_BI_PRO: 'f8a1db68-be16-40ed-86d5-cb42ce701560',
  AAD_PREMIUM_P2: '84a661c4-e949-4bd2-a560-ed7766fcaf2b',
  EXCHANGESTANDARD: '4b9405b0-7788-4568-add1-99614e613b69',
  SHAREPOINTSTORAGE: '99049c9c-6011-4908-bf17-15f496e6519d',
  MINECRAFT: '984df360-9a74-4647-8cf8-696749f6247a',
} as const;

/** The products there are, named as the Microsoft 365 admin center names them. */
export function sandboxProducts(): SandboxProduct[] {
  return [...suites(), ...addOns()];
}

const forUsers = { licenseGroup: 'group1', targetType: 'User' } as const;

function suites(): SandboxProduct[] {
  return [
    {
      ...forUsers,
      skuId: skuIds.SPE_E3,
      partNumber: 'SPE_E3',
      name: 'Microsoft 365 E3',
      servicePlans: [...officeE3, plans.intune, plans.entraP1, plans.mfa, plans.windowsE3],
    },
    {
      ...forUsers,
      skuId: skuIds.SPE_E5,
      partNumber: 'SPE_E5',
      name: 'Microsoft 365 E5',
      servicePlans: [
        ...[...officeE3, plans.intune, plans.entraP1, plans.entraP2, plans.mfa, plans.windowsE3],
        ...[plans.defenderOffice1, plans.defenderOffice2, plans.defenderEndpoint, plans.phone, plans.powerBi],
      ],
    },
    {
      ...forUsers,
      skuId: skuIds.ENTERPRISEPACK,
      partNumber: 'ENTERPRISEPACK',
      name: 'Office 365 E3',
      servicePlans: officeE3,
    },
    {
      ...forUsers,
      skuId: skuIds.SPB,
      partNumber: 'SPB',
      name: 'Microsoft 365 Business Premium',
      servicePlans: [
        ...[plans.exchange1, plans.sharePoint1, plans.teams, plans.appsBusiness],
        ...[plans.intune, plans.entraP1, plans.defenderOffice1],
      ],
    },
    {
      ...forUsers,
      skuId: skuIds.SPE_F1,
      partNumber: 'SPE_F1',
      name: 'Microsoft 365 F3',
      servicePlans: [plans.exchangeKiosk, plans.sharePointKiosk, plans.teams, plans.intune, plans.entraP1],
    },
  ];
}

function addOns(): SandboxProduct[] {
  return [
    {
      ...forUsers,
      skuId: skuIds.VISIOCLIENT,
      partNumber: 'VISIOCLIENT',
      name: 'Visio Plan 2',
      servicePlans: [plans.foundation, plans.visioDesktop, plans.visioWeb, plans.oneDriveBasic],
    },
    {
      ...forUsers,
      skuId: skuIds.PROJECTPROFESSIONAL,
      partNumber: 'PROJECTPROFESSIONAL',
      name: 'Project Plan 3',
      servicePlans: [plans.projectDesktop, plans.projectOnline, plans.sharePoint2],
    },
    {
      ...forUsers,
      skuId: skuIds.POWER_BI_PRO,
      partNumber: 'POWER_BI_PRO',
      name: 'Power BI Pro',
      servicePlans: [plans.foundation, plans.powerBi],
    },
    {
      ...forUsers,
      skuId: skuIds.AAD_PREMIUM_P2,
      partNumber: 'AAD_PREMIUM_P2',
      name: 'Microsoft Entra ID P2',
      servicePlans: [plans.foundation, plans.entraP1, plans.entraP2, plans.mfa],
    },
    {
      ...forUsers,
      skuId: skuIds.EXCHANGESTANDARD,
      partNumber: 'EXCHANGESTANDARD',
      name: 'Exchange Online (Plan 1)',
      servicePlans: [plans.exchange1],
    },
    {
      ...forUsers,
      targetType: 'Tenant',
      skuId: skuIds.SHAREPOINTSTORAGE,
      partNumber: 'SHAREPOINTSTORAGE',
      name: 'Office 365 Extra File Storage',
      servicePlans: [plans.foundation, plans.extraStorage],
    },
    {
      ...forUsers,
      licenseGroup: 'group2',
      skuId: skuIds.MINECRAFT,
      partNumber: 'CFQ7TTC0K5DR/0002',
      name: 'Minecraft Education Edition Faculty',
      servicePlans: [],
    },
  ];
}

function userPlan(id: string, serviceName: string, displayName: string): SandboxServicePlan {
  return { id, serviceName, displayName, targetType: 'User' };
}

function tenantPlan(id: string, serviceName: string, displayName: string): SandboxServicePlan {
  return { id, serviceName, displayName, targetType: 'Tenant' };
}

const plans = {
  appsBusiness: userPlan(
    '094e7854-93fc-4d55-b2c0-3ab5369ebdc1',
    'OFFICE_BUSINESS',
    'Microsoft 365 Apps for Business',
  ),
  appsEnterprise: userPlan(
    '43de0ff5-c92c-492b-9116-175376d08c38',
    'OFFICESUBSCRIPTION',
    'Microsoft 365 Apps for Enterprise',
  ),
  defenderEndpoint: userPlan(
    '871d91ec-ec1a-452b-a83f-bd76c7d770ef',
    'WINDEFATP',
    'Microsoft Defender for Endpoint',
  ),
  defenderOffice1: userPlan(
    'f20fedf3-f3c3-43c3-8267-2bfdd51c0939',
    'ATP_ENTERPRISE',
    'Microsoft Defender for Office 365 (Plan 1)',
  ),
  defenderOffice2: userPlan(
    '8e0c0a52-6a6c-4d40-8370-dd62790dcd70',
    'THREAT_INTELLIGENCE',
    'Microsoft Defender for Office 365 (Plan 2)',
  ),
  entraP1: userPlan('41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'AAD_PREMIUM', 'Microsoft Entra ID P1'),
  entraP2: userPlan('eec0eb4f-6444-4f95-aba0-50c24d67f998', 'AAD_PREMIUM_P2', 'Microsoft Entra ID P2'),
  exchange1: userPlan(
    '9aaf7827-d63c-4b61-89c3-182f06f82e5c',
    'EXCHANGE_S_STANDARD',
    'Exchange Online (Plan 1)',
  ),
  exchange2: userPlan(
    'efb87545-963c-4e0d-99df-69c6916d9eb0',
    'EXCHANGE_S_ENTERPRISE',
    'Exchange Online (Plan 2)',
  ),
  exchangeKiosk: userPlan(
    '4a82b400-a79f-41a4-b4e2-e94f5787b113',
    'EXCHANGE_S_DESKLESS',
    'Exchange Online Kiosk',
  ),
  extraStorage: tenantPlan(
    'be5a7ed5-c598-4fcd-a061-5e6724c68a58',
    'SHAREPOINTSTORAGE',
    'Office 365 Extra File Storage',
  ),
  foundation: tenantPlan(
    '113feb6c-3fe4-4440-bddc-54d774bf0318',
    'EXCHANGE_S_FOUNDATION',
    'Exchange Foundation',
  ),
  intune: userPlan('c1ec4a95-1f05-45b3-a911-aa3fa01094f5', 'INTUNE_A', 'Microsoft Intune Plan 1'),
  mfa: userPlan(
    '8a256a2b-b617-496d-b51b-e76466e88db0',
    'MFA_PREMIUM',
    'Microsoft Azure Multi-Factor Authentication',
  ),
  oneDriveBasic: userPlan(
    'da792a53-cbc0-4184-a10d-e544dd34b3c1',
    'ONEDRIVE_BASIC',
    'OneDrive for Business (Basic)',
  ),
  phone: userPlan('4828c8ec-dc2e-4779-b502-87ac9ce28ab7', 'MCOEV', 'Microsoft 365 Phone System'),
  powerBi: userPlan('70d33638-9c74-4d01-bfd3-562de28bd4ba', 'BI_AZURE_P2', 'Power BI Pro'),
  projectDesktop: userPlan(
    'fafd7243-e5c1-4a3a-9e40-495efcb1d3c3',
    'PROJECT_CLIENT_SUBSCRIPTION',
    'Project Online Desktop Client',
  ),
  projectOnline: userPlan(
    'fe71d6c3-a2ea-4499-9778-da042bf08063',
    'SHAREPOINT_PROJECT',
    'Project Online Service',
  ),
  sharePoint1: userPlan('c7699d2e-19aa-44de-8edf-1736da088ca1', 'SHAREPOINTSTANDARD', 'SharePoint (Plan 1)'),
  sharePoint2: userPlan(
    '5dbe027f-2339-4123-9542-606e4d348a72',
    'SHAREPOINTENTERPRISE',
    'SharePoint (Plan 2)',
  ),
  sharePointKiosk: userPlan('902b47e5-dcb2-4fdc-858b-c63a90a2bdb9', 'SHAREPOINTDESKLESS', 'SharePoint Kiosk'),
  teams: userPlan('57ff2da0-773e-42df-b2af-ffb7a2317929', 'TEAMS1', 'Microsoft Teams'),
  visioDesktop: userPlan(
    '663a804f-1c30-4ff0-9915-9db84f0d1cea',
    'VISIO_CLIENT_SUBSCRIPTION',
    'Visio Desktop App',
  ),
  visioWeb: userPlan('2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f', 'VISIOONLINE', 'Visio Web App'),
  windowsE3: userPlan(
    '21b439ba-a0ca-424f-a6cc-52f954a5b111',
    'WIN10_PRO_ENT_SUB',
    'Windows 10/11 Enterprise (Original)',
  ),
} as const;

const officeE3 = [plans.exchange2, plans.sharePoint2, plans.teams, plans.appsEnterprise];
