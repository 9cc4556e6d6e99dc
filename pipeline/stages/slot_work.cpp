#include "pipeline/stages/slot_work.hpp"

#include "pipeline/stages/slot_contents.hpp"

namespace slots {

SlotWork::SlotWork(SlotRequest request)
    : request_(std::move(request)), contents_(std::make_unique<SlotContents>()) {}
SlotWork::~SlotWork() = default;

}  // namespace slots
