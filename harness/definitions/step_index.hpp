// Finds the few expressions that may match a step's text among thousands: a trie over their words, walked
// with the text's words. Literal words branch by hashing, parameters lead on through one word or several.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/expressions/expression.hpp"

namespace ordeal::definitions {

class StepIndex {
 public:
  // `number` is the caller's. The expression must outlive the index, at its place. Regular expressions are
  // not indexed: they are candidates for every text.
  void add(const expressions::Expression&, std::size_t number);

  // The numbers of all expressions that may match, ascending; what is not among them does not match.
  [[nodiscard]] std::vector<std::size_t> candidates(std::string_view text) const;

 private:
  using Node = std::uint32_t;
  static constexpr Node kNone = 0;  // the root is nobody's child

  struct Branches {
    Node one = kNone, several = kNone;  // next node for any word; `several` also stays for more
    bool repeats = false;               // reached by `several`
    std::vector<std::size_t> numbers;   // expressions that end here
  };
  struct Edge {
    Node from;
    std::string_view word;
    bool operator==(const Edge&) const = default;
    friend std::size_t hash_value(const Edge& edge) {
      return std::hash<std::string_view>()(edge.word) ^ (edge.from * std::size_t{0x9e3779b97f4a7c15});
    }
  };

  Node next(Node from, const expressions::WordPattern&);
  Node make_node(bool repeats);

  std::vector<Branches> nodes_ = std::vector<Branches>(1);
  boost::unordered_flat_map<Edge, Node> literals_;
  std::vector<std::size_t> unindexed_;
};

}  // namespace ordeal::definitions
