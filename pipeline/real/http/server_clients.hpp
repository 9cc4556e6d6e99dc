// The clients of an HTTP server: at most so many at once, and at the limit whoever has waited longest without
// a whole request makes room for the next one. So those who connect and say nothing cannot keep others out.
#pragma once

#include <list>

#include "pipeline/real/http/tcp.hpp"

namespace slots {

inline constexpr std::size_t kMostClients = 4096;

// How many clients a process with so many descriptors can serve and still open its files, start its workers
// and hear them: a share is kept for these, and a client takes two, its socket and the file that it is sent.
std::size_t clients_for(std::size_t descriptors);

class ServerClients {
 public:
  explicit ServerClients(Loop& loop) : left_(loop) {}

  // A client, from when it is let in to when its session ends.
  class Visit {
   public:
    Visit(ServerClients& all, TcpStreamPtr stream);
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    // Until served() it may be sent away for somebody else.
    void waits();
    void served();

   private:
    using Idle = std::list<TcpStreamPtr>;
    ServerClients& all_;
    TcpStreamPtr stream_;
    Idle::iterator place_;
    bool idle_ = false;
  };

  void limit(std::size_t most) { limit_ = most; }
  std::size_t limit() const { return limit_; }
  std::size_t count() const { return count_; }
  // Closes those that wait for as long as it takes until one more can come in. False: every client is being
  // served.
  Task<bool> make_room();
  // Who has waited longest, closed; false: nobody waits.
  bool send_one_away();
  std::size_t sent_away() const { return sent_away_; }

 private:
  std::size_t limit_ = kMostClients, count_ = 0, sent_away_ = 0;
  std::list<TcpStreamPtr> idle_;  // longest first
  Event left_;                    // somebody's session is over
};

}  // namespace slots
