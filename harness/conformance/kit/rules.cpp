#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

struct Kiosk {
  int money = 0, bars = 0;
  bool sold = false;
};

GIVEN("the customer has {int} cents", (Kiosk & kiosk, int money)) {
  kiosk.money = money;
}
GIVEN("there are chocolate bars in stock", (Kiosk & kiosk)) {
  kiosk.bars = 1;
}
GIVEN("there are no chocolate bars in stock", (Kiosk & kiosk)) {
  kiosk.bars = 0;
}
WHEN("the customer tries to buy a {int} cent chocolate bar", (Kiosk & kiosk, int price)) {
  kiosk.sold = kiosk.money >= price && kiosk.bars > 0;
}
THEN("the sale should not happen", (Kiosk & kiosk)) {
  ASSERT_FALSE(kiosk.sold);
}
THEN("the sale should happen", (Kiosk & kiosk)) {
  ASSERT_TRUE(kiosk.sold);
}

}  // namespace
}  // namespace ordeal::kit
