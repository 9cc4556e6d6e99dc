// Reports by the name that a person gives on the command line.
#pragma once

#include <boost/system/result.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/messages/sink.hpp"
#include "reports/run_facts.hpp"
#include "reports/terminal.hpp"

namespace ordeal::reports {

struct ReportOptions {
  RunFacts facts = {};
  Colour colour = Colour::automatic;       // always: in files, too
  std::filesystem::path attachments = {};  // folder for those with bytes; empty: they stay in the page
};

// KIND or KIND:FILE, "html:out/report.html". Without a file it goes to standard output, with the colours and
// live lines that fit there. The error says what is wrong and which kinds there are.
boost::system::result<std::unique_ptr<messages::Sink>, std::string> make_report(
    std::string_view wanted, const ReportOptions& options = {});

// All of them behind one sink. At most one may go to standard output, `github` apart, whose commands may
// stand among the lines of another; no two may go into the same file.
boost::system::result<std::unique_ptr<messages::Sink>, std::string> make_reports(
    const std::vector<std::string>& wanted, const ReportOptions& options = {});

// One line for each kind, "junit      JUnit XML, which …": for the help.
std::string kinds_of_reports();

}  // namespace ordeal::reports
