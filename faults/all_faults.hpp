// Every fault that features can name: one line each. Its file has the rest.
#pragma once

#include <array>

#include "faults/descriptor.hpp"

namespace ordeal {

extern const FaultDescriptor kOutOfMemoryOnce, kOutOfMemoryAlways, kKernelHang, kLaunchErrorFrom,
    kLaunchErrorFromMiddle, kFlippedByte, kWorkerKilled, kWorkerStopped, kWorkersKilled, kDirectorKilled,
    kDirectorPaused, kClientInterrupted, kSlowCall, kSilentDirector, kIdleClients, kCardFailure, kLeftProcess,
    kStickyErrorOnce, kStickyErrorAlways, kHealthHang, kWorkerSignalled, kKilledAtOnce, kStartHang, kLostCard,
    kLostCardInStage, kNanResult, kLateError, kFlippedWeight, kExitAtStart, kExitWhileIdle,
    kWorkerProgramSpoilt, kBlockedCall, kWorkerStoppedFor, kIgnoredSigterm, kLitter, kNeighbour,
    kNeighbourKilled, kFragmentedCard, kFragmentedByCaches, kLeak, kSlowCard, kPinnedMemoryShort, kFailedCopy,
    kOutOfMemoryInHandler, kKilledInItsRetry, kKilledTakingOver, kCardXid, kCardMemoryErrors, kCoRunner,
    kCopyHang, kKilledAnswering, kKilledBehindItsAnswer, kDirectorKilledTelling, kRecheckHang, kRecheckNan,
    kStuckWorker;

inline constexpr std::array kAllFaults = {
    &kOutOfMemoryOnce,  // an allocation of a stage fails once
    &kOutOfMemoryAlways,
    &kKernelHang,
    &kLaunchErrorFrom,
    &kLaunchErrorFromMiddle,
    &kFlippedByte,
    &kWorkerKilled,
    &kWorkerStopped,
    &kWorkersKilled,
    &kDirectorKilled,
    &kDirectorPaused,
    &kClientInterrupted,
    &kSlowCall,
    &kSilentDirector,
    &kIdleClients,
    &kCardFailure,
    &kLeftProcess,
    &kStickyErrorOnce,
    &kStickyErrorAlways,
    &kHealthHang,
    &kWorkerSignalled,
    &kKilledAtOnce,
    &kStartHang,
    &kLostCard,
    &kLostCardInStage,
    &kNanResult,
    &kLateError,
    &kFlippedWeight,
    &kExitAtStart,
    &kExitWhileIdle,
    &kWorkerProgramSpoilt,
    &kBlockedCall,
    &kWorkerStoppedFor,
    &kIgnoredSigterm,
    &kLitter,
    &kNeighbour,
    &kNeighbourKilled,
    &kFragmentedCard,
    &kFragmentedByCaches,
    &kLeak,
    &kSlowCard,
    &kPinnedMemoryShort,
    &kFailedCopy,
    &kOutOfMemoryInHandler,
    &kKilledInItsRetry,
    &kKilledTakingOver,
    &kCardXid,
    &kCardMemoryErrors,
    &kCoRunner,
    &kCopyHang,
    &kKilledAnswering,
    &kKilledBehindItsAnswer,
    &kDirectorKilledTelling,
    &kRecheckHang,  // the check of the card after a stopped stage
    &kRecheckNan,
    &kStuckWorker,
};

}  // namespace ordeal
