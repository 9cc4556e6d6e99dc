// For tests: a short run with each of the verdicts, as the harness would send it.
#pragma once

#include <string>
#include <vector>

#include "harness/messages/envelope.hpp"
#include "harness/messages/settings_note.hpp"

namespace ordeal::reports {

// One feature with one rule, features/gpu/memory.feature, and in it
//  line 5  passed: its fault landed after 120 ms, was handled after 900 ms, healed after 40 ms
//  line 10 failed at its third step (line 13): exit code 137 instead of 70; with evidence and a command
//  line 15 invalid: its fault never landed
//  line 20 not healed: a process is left over
// Two seconds in all.
std::vector<messages::Envelope> example_run();

// The run, begun with these settings.
std::vector<messages::Envelope> with_settings(std::vector<messages::Envelope> run,
                                              const messages::SettingsNote& settings);

// One feature, features/retry.feature, run with one retry and a time budget, each scenario of one step:
//  line 3  flaky: "connection refused" in its first attempt (line 4), passed in its second
//  line 6  failed in both attempts: "timed out after 3 s"
//  line 9  passed at once
//  line 12 not started: the budget was spent
// Five seconds in all.
std::vector<messages::Envelope> retried_run();

// Before its first scenario a hook of the run failed, steps.cpp:3: "could not start the server". Two
// scenarios, features/many.feature:1 and :2, were planned; `announced`: with their test cases.
std::vector<messages::Envelope> run_with_failed_hook(bool announced);

// One scenario of one step, written with that keyword, that passed: keyword.feature:2.
std::vector<messages::Envelope> run_with_keyword(const std::string& keyword, const std::string& text);

// A run of `number` scenarios that pass, with `steps` steps each, planned first and then executed.
std::vector<messages::Envelope> plan_of(std::size_t number, std::size_t steps);
std::vector<messages::Envelope> execution_of(std::size_t scenario, std::size_t steps);

}  // namespace ordeal::reports
