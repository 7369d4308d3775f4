import { fold } from './text-fold.ts';

/**
 * What people say for a SKU, by its part number; what they usually mean by a word stands first (E3 is Microsoft 365
 * E3 before Office 365 E3). Part numbers: Microsoft's "Product names and service plan identifiers for licensing".
 */
const ABBREVIATIONS: readonly (readonly [partNumber: string, said: string])[] = [
  ['SPE_E3', 'E3, M365 E3, ME3'],
  ['Microsoft_365_E3', 'E3, M365 E3, ME3'],
  ['Microsoft_365_E3_(no_Teams)', 'E3, M365 E3, ME3'],
  ['O365_w/o Teams Bundle_M3', 'E3, M365 E3, ME3'],
  ['SPE_E5', 'E5, M365 E5, ME5'],
  ['Microsoft_365_E5', 'E5, M365 E5, ME5'],
  ['Microsoft_365_E5_(no_Teams)', 'E5, M365 E5, ME5'],
  ['SPE_F1', 'F3, M365 F3, MF3'],
  ['Microsoft_365_F3_EEA_(no_Teams)', 'F3, M365 F3, MF3'],
  ['M365_F1', 'F1, M365 F1, MF1'],
  ['M365_F1_COMM', 'F1, M365 F1, MF1'],
  ['Microsoft_365_F1_EEA_(no_Teams)', 'F1, M365 F1, MF1'],
  ['SPB', 'BP, BPrem, Business Premium, M365 BP, M365 Business Premium'],
  ['Microsoft_365_Business_Premium_(no Teams)', 'BP, BPrem, Business Premium, M365 BP'],
  ['O365_BUSINESS_PREMIUM', 'BS, BStd, Business Standard, M365 BS, M365 Business Standard'],
  ['Microsoft_365_Business_Standard_(no Teams)', 'BS, BStd, Business Standard, M365 BS'],
  ['O365_BUSINESS_ESSENTIALS', 'BB, Business Basic, M365 BB, M365 Business Basic'],
  ['Microsoft_365_Business_Basic_(no Teams)', 'BB, Business Basic, M365 BB'],
  ['ENTERPRISEPACK', 'E3, O365 E3, OE3'],
  ['Office_365_E3_(no_Teams)', 'E3, O365 E3, OE3'],
  ['O365_w/o_Teams_Bundle_E3', 'E3, O365 E3, OE3'],
  ['ENTERPRISEPREMIUM', 'E5, O365 E5, OE5'],
  ['ENTERPRISEPREMIUM_NOPSTNCONF', 'E5, O365 E5, OE5'],
  ['STANDARDPACK', 'E1, O365 E1, OE1'],
  ['DESKLESSPACK', 'F3, O365 F3, OF3'],
  ['M365EDU_A3_FACULTY', 'A3, M365 A3'],
  ['M365EDU_A3_STUDENT', 'A3, M365 A3'],
  ['M365EDU_A5_FACULTY', 'A5, M365 A5'],
  ['M365EDU_A5_STUDENT', 'A5, M365 A5'],
  ['OFFICESUBSCRIPTION', 'Apps, AfE, M365 Apps, Apps for Enterprise, ProPlus, Office ProPlus'],
  ['O365_BUSINESS', 'Apps, AfB, Apps for Business'],
  ['Microsoft_365_Copilot', 'Copilot, M365 Copilot'],
  ['M365_Copilot', 'Copilot, M365 Copilot'],
  ['AAD_PREMIUM', 'P1, Entra P1, Entra ID P1, AAD P1, AADP1, Azure AD P1'],
  ['AAD_PREMIUM_P2', 'P2, Entra P2, Entra ID P2, AAD P2, AADP2, Azure AD P2'],
  ['EMS', 'EMS, EMS E3, EM+S, Enterprise Mobility'],
  ['EMSPREMIUM', 'EMS, EMS E5, EM+S, Enterprise Mobility'],
  ['INTUNE_A', 'Intune, Intune P1'],
  ['EXCHANGESTANDARD', 'EXO, EXO P1, Exchange P1, P1, mailbox'],
  ['EXCHANGEENTERPRISE', 'EXO, EXO P2, Exchange P2, P2'],
  ['EXCHANGEDESKLESS', 'Kiosk, EXO Kiosk'],
  ['SHAREPOINTSTANDARD', 'SPO, SPO P1, SharePoint P1, P1'],
  ['SHAREPOINTENTERPRISE', 'SPO, SPO P2, SharePoint P2, P2'],
  ['POWER_BI_PRO', 'PBI, PBI Pro, PowerBI'],
  ['PBI_PREMIUM_PER_USER', 'PPU, PBI Premium, PowerBI'],
  ['PROJECT_P1', 'Project P1, Project 1, Planner P1'],
  ['PROJECTPROFESSIONAL', 'Project P3, Project 3, Planner and Project 3'],
  ['PROJECTPREMIUM', 'Project P5, Project 5, Planner and Project 5'],
  ['VISIOONLINE_PLAN1', 'Visio P1, Visio 1'],
  ['VISIO_PLAN1_DEPT', 'Visio P1, Visio 1'],
  ['VISIOCLIENT', 'Visio P2, Visio 2'],
  ['ATP_ENTERPRISE', 'MDO, MDO P1, Defender for Office P1'],
  ['THREAT_INTELLIGENCE', 'MDO, MDO P2, Defender for Office P2'],
  ['DEFENDER_ENDPOINT_P1', 'MDE, MDE P1, Defender for Endpoint P1'],
  ['WIN_DEF_ATP', 'MDE, MDE P2, Defender for Endpoint P2'],
  ['IDENTITY_THREAT_PROTECTION', 'E5 Security, Defender Suite'],
  ['INFORMATION_PROTECTION_COMPLIANCE', 'E5 Compliance, Purview Suite'],
  ['MCOEV', 'Teams Phone, Phone System, Phone'],
  ['MCOMEETADV', 'Audio Conferencing, Audio'],
  ['Microsoft_Teams_Premium', 'Teams Premium'],
  ['Microsoft_Teams_EEA_New', 'Teams, Teams EEA'],
  ['Microsoft_Teams_Enterprise_New', 'Teams, Teams Enterprise'],
  ['Microsoft_Teams_Rooms_Pro', 'MTR, MTR Pro, Rooms Pro'],
  ['POWERAPPS_PER_USER', 'Power Apps Premium, PowerApps'],
  ['POWERAUTOMATE_ATTENDED_RPA', 'Power Automate Premium, PowerAutomate, Flow'],
];

/** What people say for one SKU, and its place among those that share a word (small: meant more often). */
export type SkuSayings = { readonly words: readonly string[]; readonly place: number };

const NOTHING: SkuSayings = { words: [], place: ABBREVIATIONS.length };

const SAYINGS: ReadonlyMap<string, SkuSayings> = new Map(
  ABBREVIATIONS.map(([partNumber, said], place) => [fold(partNumber), { words: said.split(', '), place }]),
);

const SAID: ReadonlySet<string> = new Set(
  [...SAYINGS.values()].flatMap(({ words }) => words).map((word) => fold(word)),
);

/** Whether folded words are what people say for some SKU: "e5", "pbi pro". Two letters alone can mean anything. */
export function isSaidForSku(folded: string): boolean {
  return SAID.has(folded) && !/^[a-z]{1,2}$/.test(folded);
}

/** The abbreviations of a part number, which is written with spaces here and underscores there. */
export function sayingsOf(partNumber: string): SkuSayings {
  return SAYINGS.get(fold(partNumber)) ?? NOTHING;
}
