// The keys of the catalogues: all that the grader itself says.

/// Something the grader says. Its texts are in `Words+English.swift` and `Words+SimplifiedChinese.swift`; a placeholder
/// is a name in braces.
package enum Message: String, Hashable, Sendable, CaseIterable {
  // Names of verdicts.
  case verdictPassed, verdictFailed, verdictCrashed, verdictDeadlocked, verdictLivelocked, verdictRaced
  case verdictTimedOut, verdictOutOfMemory, verdictLimitExceeded, verdictEndedEarly, verdictTampered
  case verdictNotBuilt, verdictNotGraded

  // What happened.
  case explainPassed, explainFailed, explainCrashed, explainDeadlocked, explainLivelocked, explainRaced
  case explainProcessorTime, explainWallTime, explainVirtualTime, explainOutOfMemory
  case explainTooManyThreads, explainTooMuchOutput, explainTooLargeFile, explainLimitExceeded
  case explainExitStatus, explainExitCall, explainEndedEarly, explainTampered, explainNotBuilt, explainInterfaceDiffers
  case explainNotGraded
  case explainNotLinearizable, explainHistoryUndecided, explainHistoryUnreadable
  case explainUnmodelledCall, explainNondeterminism, explainTarget, explainSandbox
  case signalTrap, signalMemory, signalAbort, signalArithmetic

  // Steps and objects.
  case stepStart, stepEnd, stepCreate, stepJoin, stepLock, stepUnlock, stepTryLock, stepWait, stepSignal
  case stepBroadcast, stepAcquire, stepPost, stepRelease, stepOnce, stepFutexWait, stepFutexWake, stepSleep, stepYield
  case stepRead, stepWrite, stepAtomic, stepReturns, stepExpectation, stepBlocked, stepBlockedOn
  case stepKill, stepReceive, stepSend, stepPoll, stepClose, stepEarlyTimeout, stepSpuriousWakeup
  case objectThread, objectMutex, objectCondition, objectSemaphore, objectLock, objectFutex, objectProcess
  case objectReadWriteLock, objectSpinLock, objectBarrier, objectCounter, objectPipe, objectDescriptors

  // Who waits for what.
  case waitsToLock, waitsForSignal, waitsToAcquire, waitsForEnd, waitsAsleep, waitsForOnce, waitsForFutex
  case waitsAtBarrier, waitsToReceive, waitsToSend, waitsForDescriptors
  case waitsForTasks, waitsRunning, heldBy, heldSince, waitingHeading, unfinishedHeading

  // The two accesses of a race.
  case raceHeading, raceBesideHeading, programRace, raceAdvice, raceExclusiveAdvice, accessReads, accessWrites
  case accessReadsAtomically, accessWritesAtomically, accessExclusive, accessWithoutLock, accessWithLocks
  case remark, racesMissed
  case metOpenFiles, metDisk

  // A history's timeline.
  case historyHeading, historyRunning, historyInexplicable, historyRowsLeftOut

  // The switches that matter.
  case criticalHeading, criticalNone, criticalPreempted, criticalWentOn, criticalBegan, criticalWoken
  case criticalRan, criticalStep, criticalStepDescribed, criticalLeftOut, madeSmaller

  // The report of a run.
  case error, advice, colon, listSeparator, built, builtFromCache, workSolution, workStub, workMutant
  case schedules, everyOrder, onlyOrder, everyOrderOfSimplestInput, failingSchedule, summary, rule, inputs, statedAt,
    happenedAt,
    hiddenProperty, hint, replay
  case laneStep, laneTime, laneRowsLeftOut, laneThreadsLeftOut, eventsTruncated, outputHeading

  // An explored program.
  case searchFinished, searchUnfinished, searchBounded, moreOutcomes, programChanged, noExample, noExamples, examplesAre
  case exploreWhat, exploreWhatHint

  // The author's check and the machine's.
  case problemDoesNotBuild, problemSolutionFails, problemStubPasses, problemMutantSurvives, problemNotRepeatable
  case checkLegend, checkFair, doctorRemedy, doctorReady, doctorNotReady
  case doctorSwift, doctorPython, doctorSandbox, doctorHelpers, doctorCache, doctorCacheRemedy, doctorTool, doctorClause
  case doctorPythonMissing, doctorPythonRemedy
  case doctorMemoryCounted, doctorMemoryPolled, doctorTierDemanded, doctorStopped, doctorNotStopped, doctorTierMissing
  case doctorTooWeak, doctorLimits, doctorExecution, doctorBuild, doctorFixed
  case remedyRaiseNamespaces, remedyAllowUnprivilegedNamespaces, remedyLiftAppArmorRestriction, remedyLoosenContainer
  case remedyNewerKernelForFull, remedyNewerKernelForConfined, remedyEnableLandlock, remedyAllowLandlock
  case propertiesNotDeclared, propertiesNotDeclaredHint, stubDoesNotBuild, stubDoesNotBuildHint, stubExceedsLimits
  case raiseBuildLimits, importsExceedLimit, importsDoNotCompile, importsDoNotCompileHint, cacheNotWritable
  case cacheNotWritableHint, enginePath, enginePathHint, exerciseRefused
  case compilerMissing, compilerMissingThere, compilerMissingHint, toolchainIncomplete, toolchainIncompleteHint
  case graderIncomplete, graderIncompleteHint, launcherNotStarted, launcherKilled, launcherKilledHint
  case sandboxFailed, stepFailed, graderLimitHint, commandReadsNoMore, probeEscapes, probeEnded
  case endingExited, endingSignalled, endingExceeded, endingTerminated, endingTampered
  case limitWallTime, limitProcessorTime, limitMemory, limitProcesses, limitThreads, limitFileSize, limitDiskSpace
  case limitFiles, limitOutput
  case remedyDelegateGroup, remedyEnableControllers, remedyRunAsRoot, remedyWritableGroups, remedyReport

  // What commands say.
  case statusProgress, statusNoWorkspace, statusAllSolved, statusNext, statusRead, statusEdit, statusRun, statusHint
  case listExercise, listTitle, listSection, listPoints, listAllSections, listLegend
  case noHints, hintHeading, moreHints, workspaceMade, workspaceNext, otherWorkspace, otherWorkspaceHint
  case resetKept, resetMade, afterFailure, afterSuccess, replayPasses, sourceChanged, stateUnreadable

  // What was wrong with a command line.
  case noCourse, noCourseHint, noCourseThere, noCourseThereHint, noCourseOfWorkspaceHint, noWorkspace, noWorkspaceHint
  case noCommand, helpShowsCommands, noExercise, ambiguousExercise, didYouMean, oneOf, listShowsExercises
  case noLanguage, noProperty, noFolder, nameExercises, nameExercisesHint
  case exerciseNotInLanguage, cannotIsolate, cannotIsolateHint, tokenShape, tokenDamaged, tokenVersion, tokenHint,
    unexpected
  case workDoesNotBuild, runSaysWhy, noSolution, noMutant, noProgram, noProgramHint, notExecutable, notExecutableHint
  case programNotStarted, notPython, cannotExplore, replayFailed, noAnswer
  case workMissing, workMissingHint, workNotRegular, workForeign, workTooLarge, workNotText, workUnreadable
}
