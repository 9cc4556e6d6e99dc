// Finds the few expressions that may match a step's text among thousands: a trie over their words, walked
// with the text's words. A literal word is compared where it is the only one, else hashed; parameters lead on
// through one word or several. Where the walk has come down to a single expression it ends: matching tells
// the rest.
#pragma once

#include <boost/container/small_vector.hpp>
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
  using Numbers = boost::container::small_vector<std::size_t, 8>;
  [[nodiscard]] Numbers candidates(std::string_view text) const;

 private:
  using Node = std::uint32_t;
  static constexpr Node kNone = 0;  // the root is nobody's child

  struct Branches {
    Node one = kNone, several = kNone;      // next node for any word; `several` also stays for more
    Node first_literal = kNone;             // next node for first_word, the first literal word to follow
    bool repeats = false;                   // reached by `several`
    bool more_literals = false;             // others stand in literals_
    std::uint32_t below = 0;                // how many expressions end here or further on
    std::size_t first = 0;                  // the first of them
    std::string_view first_word = {};       // a view into the expression
    std::vector<std::size_t> numbers = {};  // expressions that end here
  };
  struct Edge {
    Node from;
    std::uint64_t word_hash;
    std::string_view word;  // of an expression, or of the text while it is looked for
    bool operator==(const Edge& other) const { return from == other.from && word == other.word; }
  };
  struct EdgeHash {
    using is_avalanching = void;
    std::size_t operator()(const Edge&) const;
  };
  // Where a walk stands: different nodes, and whether each leads to one expression only.
  struct Places {
    boost::container::small_vector<Node, 16> nodes;
    bool single = true;
  };

  Node next(Node from, const expressions::WordPattern&);
  Node next_literal(Node from, std::string_view word);
  Node make_node(bool repeats);
  void reach(Node, Places&) const;
  void step(const Places& from, std::string_view word, Places& to) const;

  std::vector<Branches> nodes_ = std::vector<Branches>(1);
  boost::unordered_flat_map<Edge, Node, EdgeHash> literals_;
  std::vector<std::size_t> unindexed_;
};

}  // namespace ordeal::definitions
