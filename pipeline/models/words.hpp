// From text to the numbers that the networks read. A word is four rows of a table, chosen by hashing it, so
// that any word of any language has a place and two words hardly ever share all four.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace slots {

inline constexpr int kRowsPerWord = 4;

// Row numbers in [0, rows), kRowsPerWord a word, at most `most` words; never empty (no word: row 0). Words
// are runs of letters and digits (every byte of a multi-byte character counts as a letter), upper and lower
// case alike.
std::vector<std::int64_t> word_rows(std::string_view text, std::int64_t rows, std::size_t most);

}  // namespace slots
