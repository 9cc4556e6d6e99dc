// Every fault that features can name: one line each. Its file has the rest.
#pragma once

#include <array>

#include "faults/descriptor.hpp"

namespace ordeal {

extern const FaultDescriptor kOutOfMemoryOnce, kOutOfMemoryAlways, kKernelHang, kLaunchErrorFrom,
    kLaunchErrorFromMiddle, kFlippedByte, kWorkerKilled, kWorkerStopped, kWorkersKilled, kDirectorKilled,
    kDirectorPaused, kClientInterrupted, kSlowCall, kSilentDirector, kIdleClients, kCardFailure, kLeftProcess,
    kIllegalAddressOnce, kIllegalAddressAlways, kHealthHang, kWorkerSignalled, kKilledAtOnce, kStartHang,
    kCardXid, kCardMemoryErrors, kCoRunner;

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
    &kIllegalAddressOnce,
    &kIllegalAddressAlways,
    &kHealthHang,
    &kWorkerSignalled,
    &kKilledAtOnce,
    &kStartHang,
    &kCardXid,
    &kCardMemoryErrors,
    &kCoRunner,
};

}  // namespace ordeal
