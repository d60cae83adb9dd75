/**
 * The defective servers of the zoo: mistakes that real license servers make, one in each.
 *
 * A defect lists the clauses whose statement it breaks in some program, without special cases and consequences of these.
 * "Hidden" means that snapshots look right until a later message shows the damage.
 */
import type { Candidate } from "../../adapters/protocol/port.ts";
import { choiceDefects } from "./choice-defects.ts";
import { consumptionDefects } from "./consumption-defects.ts";
import { countingDefects } from "./counting-defects.ts";
import type { Defect, DefectiveServer } from "./defect.ts";
import { dormancyDefects } from "./dormancy-defects.ts";
import { exceededDefects } from "./exceeded-defects.ts";
import { frameDefects } from "./frame-defects.ts";
import { identityDefects } from "./identity-defects.ts";
import { otherDefects } from "./other-defects.ts";
import { protectionDefects } from "./protection-defects.ts";
import { recoveryDefects } from "./recovery-defects.ts";
import { releaseDefects } from "./release-defects.ts";
import { resetDefects } from "./reset-defects.ts";

const GROUPS = [
  consumptionDefects,
  exceededDefects,
  protectionDefects,
  dormancyDefects,
  releaseDefects,
  recoveryDefects,
  otherDefects,
  frameDefects,
  identityDefects,
  countingDefects,
  resetDefects,
  choiceDefects,
] as const;

/** The keys of each member of a union, where `keyof` gives only the common ones. */
type KeysOf<T> = T extends unknown ? keyof T : never;
type Name = KeysOf<(typeof GROUPS)[number]>;

function defectOf([name, { server, choices, ...told }]: [string, DefectiveServer]): Defect {
  const declared = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const options = { name: declared, ...(choices && { choices }) };
  return { name, ...told, create: () => new server(options) };
}

export const DEFECTS: readonly Defect[] = GROUPS.flatMap((group) =>
  Object.entries<DefectiveServer>(group).map(defectOf),
);

/** The command line selects a candidate by the name that its factory is exported under. */
export const {
  ignoresTools,
  acceptsEmptyReports,
  believesTheScan,
  basicInventoryPulls,
  enrollingForgetsThePlugIn,
  packagesWaitForTheScan,
  packagesBeforeThePlugIn,
  fullPoolInstallsNothing,
  instructsUntargeted,
  everyScanPullsAgain,
  enrolledAgainPullsAgain,
  secondScanHandsBack,
  grantsOneTooMany,
  fullPoolRefusesHolders,
  overFullBlocksEverybody,
  shrinkEvicts,
  shrinkStopsAtTheUse,
  emptyPoolIsUnlimited,
  refusedClientIsBarred,
  refusedClientIsQueued,
  refusedClientsComeFirst,
  refusedInventoryIsKept,
  refusedScansCountAsUse,
  reactivationSkipsTheLimit,
  downloadsAfterAup,
  listsWithoutDownloading,
  secondExpiryIsUnnoticed,
  expiryStopsEnabling,
  expiryStopsScans,
  expiryStopsPolicies,
  latestUpdateOnly,
  renewalForgetsPolicies,
  refusedCatalogueIsPutAside,
  upgradeAlwaysFunctions,
  dormancyEndsOvernight,
  dormantServerTakesInventories,
  dormantServerHandsOutUpdates,
  dormancySurvivesRenewal,
  renewalLeavesDormant,
  currentUpgradeIsRemembered,
  retireKeepsLicense,
  retiredRecordsCount,
  repeatedRetireReleases,
  repeatedDeleteReleases,
  deletedAfterRetireReleasesTwice,
  eachClientReleasesOnce,
  thirdRetireLeaks,
  releaseWaitsForTheNight,
  holdersCannotBeDeleted,
  deletionOrphansTheLicense,
  releasesTheLatest,
  longSilenceReleases,
  uninstalledPlugInReleases,
  uninstallsHoldersOnly,
  fullPoolUninstallsNewcomers,
  returningClientIsRestored,
  deletedClientGetsNoOther,
  otherFillsPatchPool,
  otherPoolHasNoLimit,
  otherNewcomerEvicts,
  otherFullPoolTakesPatch,
  otherInventoriesAddUp,
  capacitySetsBothPools,
  releasesByPrefix,
  targetMakesARecord,
  olderCatalogueReplaces,
  secondCheckInReleases,
  checkInLeavesRetired,
  retireForgetsTheTarget,
  deletedPlugInIsRemembered,
  suffixedClientsShareASeat,
  latestReportCountsForAll,
  zeroIsNoClient,
  protoIsNeverAHolder,
  constructorAlwaysHolds,
  protoIsNeverEnabled,
  capacityInSixteenBits,
  countWrapsAtEight,
  largePoolsKeepAReserve,
  shrinkClampsTheCount,
  overFullReleaseIsLost,
  expirySurvivesReset,
  targetSurvivesReset,
  policySurvivesReset,
  scanWakesTheRetired,
  unknownReportIsNoted,
  clearsHoldersOnly,
  keptOtherLicenseIsNotCounted,
  acceptedScanReportsThePlugIn,
  knownClientsPullAfterExpiry,
  refusedUpgradeStopsTheServer,
} = Object.fromEntries(DEFECTS.map(({ name, create }) => [name, create])) as Record<
  Name,
  () => Candidate
>;
