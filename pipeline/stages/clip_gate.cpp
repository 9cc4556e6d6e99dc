#include "pipeline/stages/clip_gate.hpp"

#include <cmath>
#include <cstdio>

namespace slots {
namespace {

// The smaller one; NaN if either is (std::min would drop it).
double least(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? NAN : b < a ? b : a;
}

std::string said(const char* tower, double likeness, double wanted) {
  char text[80];
  std::snprintf(text, sizeof text, "CLIP %s is %.3f, at least %.2f is needed", tower, likeness, wanted);
  return text;
}

}  // namespace

ClipScore judge(const std::array<KeyframeLikeness, kKeyframes.size()>& keyframes) {
  ClipScore s{.b = keyframes[0].b, .l = keyframes[0].l};
  for (const KeyframeLikeness& k : keyframes) {
    s.b = least(s.b, k.b);
    s.l = least(s.l, k.l);
  }
  s.score = 0.4 * s.b + 0.6 * s.l;
  s.outlier = !(std::abs(s.b - s.l) <= kClipOutlier);
  // "Not at least" rather than "less": a NaN must fail.
  const bool b_fails = !(s.b >= kClipB), l_fails = !(s.l >= kClipL);
  s.passed = !b_fails && !l_fails;
  if (b_fails) s.reason = said("B", s.b, kClipB);
  if (l_fails) s.reason += (b_fails ? "; " : "") + said("L", s.l, kClipL);
  return s;
}

}  // namespace slots
