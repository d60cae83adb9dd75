/** The clauses that a candidate is held to, each with the sentence of the source that it rests on, where there is one. */
import type { Feature } from "./statement.ts";

export const SOURCE =
  'HOWTO59456, "How does managed client consume a Patch Management Solution license for v7.1 SP1, SP2, MP1.x and 7.5?"';

/** The article's own words; a clause quotes one of these sentences. */
// biome-ignore format: a sentence a line
const ARTICLE = {
  parts: "Patch Management 7.1 SPX MP1 requires the Altiris Agent download and install the following to function properly: Software Update Plug-in […] Patch Install Tools […] Windows System Assessment Scan",
  target: "Target the Client with the 'Softare Update Plug-in Install' policy",
  reported: "The Software Update Plug-in installed on the Client and 'Send Basic Inventory' returns the plug-in is in place.",
  packages: "The SMP targets the client for deployment of the 'Patch Windows System Assessment Scan' and 'Patch Install Tools' package downloads",
  processing: "Client runs the initial 'Windows System Assessment Scan,' […] and sends the Patch Inventory back to the SMP for processing.",
  pull: "This initial returned scan pulls a license from the node pool from Patch Management Solution for the Client.",
  incomplete: "The Altiris Agent may have the Software Update Plug-in installed, but if the Windows System Assessment Scan is not installed and running, or if the Patch Install Tools are not in place, then no license will be alotted and Patch Inventories will not be processed from that client.",
  holders: "License count exceeded: Clients that have pulled a valid license will continue to return Patch Inventories.",
  newcomers: "However, newly added clients will not return Patch Inventories if they do not have a valid license.",
  listed: "Pre-existing software bulletins, listed in the Patch Remediation Center (PRC) will be available for enablement and deployment of their related software updates.",
  download: "The Notification Server will no longer be able to download updated versions of the PMImport.cab file.",
  goesOn: "Software update policies and inventory rule scans will continue to function.",
  newBulletins: "However, it will not be possible to obtain updates for new bulletins and their corresponding inventory rules due to the inability to update the pmimport.cab.",
  upgrade: "If a newer version of the solution is installed, it will not function until AUP is renewed.",
  retired: "Retired computers will release a license.",
  managed: "All managed clients will continue to utilize a Patch License, for the product is coded that managed clients could potentially be patched in the future.",
  uninstall: "Target the client(s) with the Software Update Plug-in Uninstall Policy and ensure it is ON",
  deleted: "Go to the Console > Manage > Computers; delete the client(s) that hold a Patch License to be freed up",
  otherSolutions: "Allow for the client(s) to Update Configuration and check back into the SMP to return current Inventory and retrieve current licenses for other solutions.",
} as const;

/** Every sentence that a clause quotes, as the article has them one after the other. */
export const SENTENCES: readonly string[] = Object.values(ARTICLE);

/** MUST: the article's own sentence. SHOULD: what follows from one, or from no single one of them. */
export type Level = "MUST" | "SHOULD";

export interface Clause {
  readonly level: Level;
  /** It has to be declared for the clause to be claimed. */
  readonly feature: Feature;
  readonly statement: string;
  /** The sentence that says it or, of a SHOULD, that it follows from; none where it is our reading of the whole. */
  readonly quote?: string;
}

const must = (feature: Feature, sentence: keyof typeof ARTICLE, statement: string): Clause => ({
  level: "MUST",
  feature,
  statement,
  quote: ARTICLE[sentence],
});
const should = (feature: Feature, sentence: keyof typeof ARTICLE, statement: string): Clause => ({
  ...must(feature, sentence, statement),
  level: "SHOULD",
});
/** What an article of this kind leaves unsaid; a sentence beside it would seem to say it. */
const reading = (feature: Feature, statement: string): Clause => ({
  level: "SHOULD",
  feature,
  statement,
});

/** What a clause rests on, in words; only of a MUST are they the article's own. */
export function groundsOf({ level, quote }: Pick<Clause, "level" | "quote">): string {
  if (quote === undefined)
    return "no sentence of the article says it: it is our reading of the whole";
  return level === "MUST" ? `“${quote}”` : `follows from “${quote}”`;
}

// biome-ignore format: a clause a line
export const CLAUSES = {
  "COMP-1": must("onboarding", "parts", "patch management needs three parts on a client: Software Update Plug-in, Patch Install Tools, Windows System Assessment Scan"),
  "CONS-1": must("onboarding", "target", "a client targeted with the Plug-in Install policy is told to install the plug-in"),
  "CONS-1a": should("onboarding", "target", "no other client is told to install the plug-in (target unknown apart)"),
  "CONS-2": must("onboarding", "reported", "Basic Inventory tells the server that the plug-in is in place"),
  "CONS-2a": should("onboarding", "pull", "Basic Inventory pulls no license"),
  "CONS-3": must("onboarding", "packages", "the server then targets the client for the scan and tools packages"),
  "CONS-3a": should("onboarding", "packages", "a client is never targeted for the packages before its plug-in is reported"),
  "CONS-4": must("pool", "processing", "while functioning, the returned patch inventory of a ready, licensed client is processed"),
  "CONS-5": must("pool", "pull", "while functioning, the first returned scan of a ready, unlicensed client pulls one license from the node pool if it can pull"),
  "CONS-6": must("onboarding", "incomplete", "scan not installed and running: no license allotted, inventory not processed"),
  "CONS-7": must("onboarding", "incomplete", "install tools not in place: no license allotted, inventory not processed"),
  "CONS-9": should("onboarding", "parts", "plug-in not in place or not reported: no license allotted, inventory not processed"),
  "CONS-8": should("pool", "pull", "a client holds at most one license, however often it returns a scan"),
  "EXC-1": must("pool", "holders", "while functioning, with the pool full, or over-full after it shrank, a ready client that holds a license goes on returning inventories, and keeps it"),
  "EXC-2": must("pool", "newcomers", "with no license free, a client without one gets none and its inventories are not processed"),
  "EXC-3": should("pool", "newcomers", "a pull never takes the count in use above the capacity; the count in use is the number of holders"),
  "EXC-4": should("pool", "newcomers", "while functioning, a refused client that is ready is served by its next scan once it can pull; nobody is queued, nothing is kept of the refused inventory"),
  "AUP-1": must("maintenance", "listed", "after AUP expiry, while functioning, bulletins already listed can be enabled and deployed"),
  "AUP-2": must("maintenance", "download", "after AUP expiry, an updated catalogue (PMImport.cab) is not downloaded"),
  "AUP-3": must("maintenance", "goesOn", "after AUP expiry, while functioning, software update policies and inventory scans go on working"),
  "AUP-4": must("maintenance", "newBulletins", "after AUP expiry, no new bulletin becomes available"),
  "AUP-5": must("maintenance", "upgrade", "a newer version of the solution installed after AUP expiry does not function until the AUP is renewed"),
  "AUP-0": should("maintenance", "listed", "with the AUP current, a newer catalogue is imported, and what it lists can be enabled and deployed"),
  "AUP-6": should("maintenance", "upgrade", "renewal restores everything; expiry, dormancy and renewal themselves change no record, license or bulletin"),
  "REC-1": must("pool", "retired", "retiring a computer releases its license"),
  "REC-1a": should("pool", "retired", "retiring releases exactly once: in use falls by one, and a repeated retire releases nothing more"),
  "REC-2": must("pool", "managed", "a managed (active) client keeps its license: no scan, no lost package, no uninstalled plug-in, no passing of days releases it"),
  "REC-3": must("onboarding", "uninstall", "a client targeted with the Plug-in Uninstall policy is told to uninstall"),
  "REC-3a": should("onboarding", "uninstall", "no other client is told to uninstall (target unknown apart)"),
  "REC-4": must("pool", "deleted", "deleting a client from the console releases its license"),
  "REC-4a": should("pool", "deleted", "deleting releases exactly once"),
  "REC-5": must("other-solutions", "otherSolutions", "after uninstall and delete, once the client has a record again, its inventory for another solution gets a free license there, and neither that, check-in nor Basic Inventory pulls a Patch license"),
  "REC-6": should("pool", "retired", "while functioning, a released license can be pulled at once by any ready client that can pull; none is ever lost or made"),
  "OTHER-1": should("other-solutions", "otherSolutions", "the other solution's pool obeys EXC-1 to EXC-3 by itself; neither pool's licenses touch the other's"),
  "FRAME-1": reading("pool", "a message about one client changes no other client"),
  "FRAME-2": reading("pool", "these change nothing: retire of a retired or unknown client, delete of an unknown one, a target for an unknown one, enabling an unlisted bulletin, a policy for an unlisted one, a catalogue revision not newer than the present one"),
  "FRAME-3": reading("pool", "every message has the effect that its row in the specification names and no other (for what no other clause is about: capacities that were set, entry, choices, bulletins, server messages and client records)"),
} as const satisfies Record<string, Clause>;

export type ClauseId = keyof typeof CLAUSES;
export const CLAUSE_IDS = Object.keys(CLAUSES) as ClauseId[];

/** What the source says and the suite does not test, each with its reason. */
export const EXCLUSIONS = [
  {
    quote:
      "creating the STPatchAssessment.log file […] The necessary files are created, along with several other needed files, at Default Install",
    reason:
      "files of a scan and their folder are inside the client, whose part the suite plays itself",
  },
  {
    quote: "Troubleshooting Licensing Issues: TECH170397",
    reason: "another article, as is HOWTO56242 on the policy of the scan",
  },
  {
    quote: "ensure it is ON - Scheduled for ASAP and daily",
    reason:
      "when the uninstall policy runs is the client's schedule, which the server only hands out",
  },
] as const;
